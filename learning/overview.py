"""What who leads a run sees of it: people, how far they are, who may be falling behind."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext

from learning.models import (
    Attempt,
    CourseRun,
    Enrolment,
    EnrolmentStatus,
    ItemProgress,
    ItemState,
    Override,
    QuizCurrent,
)
from learning.outline import Outline
from learning.progress import Progress, progress_of
from learning.taking.closing import settle
from learning.taking.rows import open_until, percent_of
from members.bylines import Byline, byline_for

if TYPE_CHECKING:
    from collections.abc import Iterable

    from members.models import User

MOST_EXTENSIONS = 50  # shown; older ones hold all the same
SILENT_AFTER = timedelta(days=7)  # learning.md §11
OF_PERSON = (
    "user__profile__member_type",
    "user__profile__country_of_residence",
)


@dataclass(frozen=True, slots=True)
class LearnerRow:
    """One line of the overview."""

    enrolment: Enrolment
    byline: Byline
    progress: Progress
    is_at_risk: bool


@dataclass(frozen=True, slots=True)
class TheirAttempt:
    """One attempt of a learner; `percent` is empty before it is graded.

    `open_until` is of one whose time is up and which may still be sent.
    """

    attempt: Attempt
    title: str
    percent: str
    open_until: datetime | None


@dataclass(frozen=True, slots=True)
class Extension:
    """What one learner, or everybody where there is no `byline`, is allowed beyond the rules."""

    override: Override
    byline: Byline | None
    title: str
    by: Byline

    @property
    def words(self) -> list[str]:
        """Everything but the later date; empty where all was taken back."""
        found = []
        if minutes := self.override.extra_seconds // 60:
            words = ngettext("%(number)d minute more", "%(number)d minutes more", minutes)
            found.append(words % {"number": minutes})
        if self.override.time_factor != 1:
            factor = number_format(self.override.time_factor.normalize())
            found.append(gettext("time limit × %(factor)s") % {"factor": factor})
        if attempts := self.override.extra_attempts:
            words = ngettext("%(number)d attempt more", "%(number)d attempts more", attempts)
            found.append(words % {"number": attempts})
        return found


def people_in(run: CourseRun, *, viewer: "User") -> QuerySet[Enrolment]:
    """Enrolments of `run` that `viewer` may see: requests first, then who learns.

    A queryset for the paginator; `rows_of` makes lines of a page of it.
    """
    rank = Case(
        When(status=EnrolmentStatus.PENDING, then=Value(0)),
        When(status=EnrolmentStatus.ACTIVE, then=Value(1)),
        When(status=EnrolmentStatus.COMPLETED, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    people = Enrolment.objects.visible_to(viewer).learners().filter(run=run)
    seen = F("last_seen_at").desc(nulls_last=True)
    return people.select_related("run", *OF_PERSON).order_by(rank, seen, "pk")


def at_risk_in(run: CourseRun, *, viewer: "User") -> QuerySet[Enrolment]:
    """Who learns and has not been seen for seven days; who never began counts from enrolment."""
    silent = timezone.now() - SILENT_AFTER
    never = Q(last_seen_at=None, enrolled_at__lt=silent)
    learning = people_in(run, viewer=viewer).filter(status=EnrolmentStatus.ACTIVE)
    return learning.filter(never | Q(last_seen_at__lt=silent)).order_by(
        F("last_seen_at").asc(nulls_first=True), "pk"
    )


def rows_of(
    enrolments: "Iterable[Enrolment]", outline: Outline | None, *, viewer: "User"
) -> list[LearnerRow]:
    """Lines of the overview. One query, whatever their number."""
    people = list(enrolments)
    done: dict[int, set[UUID]] = defaultdict(set)
    rows = ItemProgress.objects.filter(enrolment__in=people, state=ItemState.COMPLETED)
    for enrolment, key in rows.values_list("enrolment", "item_key"):
        done[enrolment].add(key)
    silent = timezone.now() - SILENT_AFTER
    return [
        LearnerRow(
            enrolment=one,
            byline=byline_for(one.user, viewer, "run"),
            progress=(
                progress_of(outline, done[one.pk], one.completion_rule)
                if outline
                else Progress(0, 0)
            ),
            is_at_risk=one.status == EnrolmentStatus.ACTIVE
            and (one.last_seen_at or one.enrolled_at) < silent,
        )
        for one in people
    ]


def counts_of(run: CourseRun) -> dict[str, int]:
    """{status: learners}. One query."""
    learners = Enrolment.objects.learners().filter(run=run).order_by()
    found = learners.values_list("status").annotate(number=Count("pk"))
    return dict.fromkeys(EnrolmentStatus.values, 0) | dict(found)


def attempts_of(enrolment: Enrolment, outline: Outline | None, now: datetime) -> list[TheirAttempt]:
    """All attempts of one learner as they are at `now`, the newest first.

    A quiz is named as in `outline`, in the reader's language; one that is not there as it was.
    One query, and one for each whose time is up.
    """
    rows = (
        Attempt.objects.filter(enrolment=enrolment, is_preview=False)
        .select_related("quiz_version")
        .defer("layout", "quiz_version__content")
        .annotate(title=KeyTextTransform("title", "quiz_version__content"))
        .order_by("-started_at", "-pk")
    )
    titles = {item.key: item.title for item in outline.items()} if outline else {}
    settled = ((settle(row, now), titles.get(row.quiz_key) or row.title) for row in rows)
    return [TheirAttempt(one, title, percent_of(one), open_until(one)) for one, title in settled]


def extensions_in(run: CourseRun, outline: Outline | None, *, viewer: "User") -> list[Extension]:
    """The newest that were granted in `run`, to everybody or to one. One query."""
    rows = Override.objects.filter(Q(run=run) | Q(enrolment__run=run))
    rows = rows.select_related(
        "enrolment__user__profile__member_type",
        "enrolment__user__profile__country_of_residence",
        "granted_by__profile__member_type",
        "granted_by__profile__country_of_residence",
    ).order_by("-granted_at", "-pk")
    titles = {item.key: item.title for item in outline.items()} if outline else {}
    return [
        Extension(
            override=one,
            byline=byline_for(one.enrolment.user, viewer, "run") if one.enrolment else None,
            title=titles.get(one.quiz_key, ""),
            by=byline_for(one.granted_by, viewer, "run"),
        )
        for one in rows[:MOST_EXTENSIONS]
    ]


def override_in(run: CourseRun, learner: UUID | None, quiz_key: UUID) -> Override | None:
    """What stands for one quiz: of a learner (by the enrolment's uuid), else of the whole run."""
    rows = Override.objects.filter(quiz_key=quiz_key)
    if learner is None:
        return rows.filter(run=run).first()
    return rows.filter(enrolment__uuid=learner, enrolment__run=run).first()


def limited_quizzes(keys: list[str]) -> tuple[set[str], set[str]]:
    """(those with a limit of time, those that count attempts), in any language. One query."""
    rows = QuizCurrent.objects.filter(quiz_key__in=keys).values_list(
        "quiz_key", "version__content__time_limit_seconds", "version__content__attempts_allowed"
    )
    found = list(rows)
    return (
        {str(key) for key, limit, _allowed in found if limit},
        {str(key) for key, _limit, allowed in found if allowed},
    )
