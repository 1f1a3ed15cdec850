"""Reads: a learner's place, how far they are, where to go on, who takes part in a run."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Case, IntegerField, Q, Subquery, Value, When
from django.utils import timezone

from learning import progress
from learning.completion import done_keys
from learning.models import (
    CompletedHow,
    CoursePage,
    CourseRun,
    Enrolment,
    EnrolmentStatus,
    ItemProgress,
    Pacing,
    RunStatus,
)
from learning.outline import Item, Outline, courses_with, outline_for, outlines_for

if TYPE_CHECKING:
    from common.typing import AnyUser
    from learning.progress import Progress

# Which of several enrolments in one course a page speaks of.
RANK = [
    EnrolmentStatus.ACTIVE,
    EnrolmentStatus.COMPLETED,
    EnrolmentStatus.WAITING,
    EnrolmentStatus.PENDING,
    EnrolmentStatus.REFUSED,
    EnrolmentStatus.WITHDRAWN,
]


@dataclass(frozen=True, slots=True)
class Way:
    """How one learner stands in one course, in the language they read."""

    enrolment: Enrolment
    outline: Outline
    done: frozenset[UUID]
    progress: "Progress"
    target: Item | None
    anchor: str = ""

    @property
    def is_running(self) -> bool:
        return self.enrolment.status == EnrolmentStatus.ACTIVE

    @property
    def is_completed(self) -> bool:
        return self.enrolment.status == EnrolmentStatus.COMPLETED

    @property
    def is_enough(self) -> bool:
        """Whether what is done is what the rule asks for."""
        return progress.is_complete(self.outline, self.done, self.enrolment.completion_rule)

    @property
    def has_begun(self) -> bool:
        return self.enrolment.last_item_key is not None

    @property
    def continue_url(self) -> str:
        """Where "Continue" leads; the course itself where it has nothing yet."""
        if self.target is None:
            return self.outline.url
        return f"{self.target.url}#{self.anchor}" if self.anchor else self.target.url

    @property
    def new_items(self) -> list[Item]:
        """What came to the course after it was completed."""
        if self.enrolment.completed_at is None:
            return []
        rule = self.enrolment.completion_rule
        return progress.new_since(self.outline, self.done, rule, self.enrolment.completed_at)

    @property
    def new_keys(self) -> frozenset[UUID]:
        """What came to the course after this learner did, or had finished, and is not done yet."""
        known = self.enrolment.completed_at or self.enrolment.enrolled_at
        return frozenset(
            one.key
            for one in self.outline.items()
            if one.key not in self.done and one.since and one.since > known
        )


def enrolment_of(user: "AnyUser", course_key: UUID) -> Enrolment | None:
    """The enrolment that counts for `user` in this course. One query, none for visitors."""
    if not (user.is_authenticated and user.is_active):
        return None
    rank = Case(
        *(When(status=status, then=Value(at)) for at, status in enumerate(RANK)),
        output_field=IntegerField(),
    )
    mine = Enrolment.objects.filter(user=user.pk, course_key=course_key)
    return mine.select_related("run").order_by(rank, "-enrolled_at").first()


def run_to_join(course_key: UUID) -> CourseRun | None:
    """The run that takes people now: the standing one, else the one that opened last. One query."""
    now = timezone.now()
    runs = CourseRun.objects.filter(
        Q(opens_at=None) | Q(opens_at__lte=now),
        Q(closes_at=None) | Q(closes_at__gt=now),
        course_key=course_key,
        status=RunStatus.OPEN,
    )
    standing = Case(When(pacing=Pacing.SELF, then=Value(0)), default=Value(1))
    return runs.order_by(standing, "-opens_at", "-pk").first()


def run_open_to(enrolment: Enrolment | None, run: CourseRun | None) -> CourseRun | None:
    """`run`, unless its answer to this person was no: another date may be asked for."""
    is_same = bool(enrolment and run and enrolment.run_id == run.pk)
    refused = is_same and enrolment and enrolment.status == EnrolmentStatus.REFUSED
    return None if refused else run


def course_with_quiz(quiz_key: UUID, language: str, viewer: "AnyUser") -> Outline | None:
    """The course open to `viewer` that has this quiz, for who has no place in one. One query,
    and four for the outlines that are not kept.

    Practice in a lesson is not meant: the lesson itself leads to the course.
    """
    courses = CoursePage.objects.filter(translation_key__in=courses_with(quiz_key)).order_by("pk")
    keys = dict.fromkeys(courses.values_list("translation_key", flat=True))
    outlines = outlines_for(keys, language).values()
    live = (one for one in outlines if one and one.is_open_to(viewer) and one.item(quiz_key))
    return next(live, None)


def runs_led_by(user: "AnyUser", language: str) -> list[CourseRun]:
    """Runs that `user` leads as a facilitator, the newest first, named in `language`. One query."""
    if not (user.is_authenticated and user.is_active):
        return []
    led = CourseRun.objects.filter(facilitators__user=user.pk).named_in(language)
    return list(led.exclude(status=RunStatus.ARCHIVED).order_by("-pk"))


def progress_for(enrolment: Enrolment, outline: Outline) -> "Progress":
    """How far the learner is. One query."""
    return progress.progress_of(outline, done_keys(enrolment), enrolment.completion_rule)


def way_of(enrolment: Enrolment, outline: Outline) -> Way:
    """Progress, and where to go on. One query."""
    rows = list(ItemProgress.objects.filter(enrolment=enrolment))
    return _way(enrolment, outline, rows)


def continue_target(enrolment: Enrolment, language: str) -> str:
    """The address at which the learner goes on, on any device and in any language."""
    outline = outline_for(enrolment.course_key, language)
    return way_of(enrolment, outline).continue_url if outline else ""


def ways_for(user: "AnyUser", language: str) -> list[Way]:
    """One's courses: those that go on first, then what is completed, left and waited for.

    Three queries, and four for all outlines that are not kept.
    """
    enrolments = Enrolment.objects.filter(user=user.pk).select_related("run")
    found = list(enrolments.prefetch_related("progress", "certificates"))
    found.sort(key=lambda one: (RANK.index(EnrolmentStatus(one.status)), -one.pk))
    outlines = outlines_for((one.course_key for one in found), language)
    return [
        _way(one, outline, list(one.progress.all()))
        for one in found
        if (outline := outlines[one.course_key]) is not None
    ]


def course_to_continue(user: "AnyUser", language: str) -> Way | None:
    """The running course that `user` was in last; None where nothing of one is left to do.

    One query, and the outline where it is not kept: who has begun has rows of progress.
    """
    running = Enrolment.objects.learners().filter(user=user.pk, status=EnrolmentStatus.ACTIVE)
    last = running.exclude(last_seen_at=None).order_by("-last_seen_at", "-pk")
    begun = ItemProgress.objects.filter(enrolment=Subquery(last.values("pk")[:1]))
    rows = list(begun.select_related("enrolment__run"))
    outline = outline_for(rows[0].enrolment.course_key, language) if rows else None
    if outline is None or not outline.is_open_to(user):
        return None
    way = _way(rows[0].enrolment, outline, rows)
    return way if way.target else None


def _way(enrolment: Enrolment, outline: Outline, rows: list[ItemProgress]) -> Way:
    done = frozenset(row.item_key for row in rows if row.completed_at is not None)
    target = _target(outline, done - _half_read(rows), enrolment)
    places = {row.item_key: row.last_position.get("unit", "") for row in rows}
    is_same = target is not None and target.key == enrolment.last_item_key
    return Way(
        enrolment=enrolment,
        outline=outline,
        done=done,
        progress=progress.progress_of(outline, done, enrolment.completion_rule),
        target=target,
        anchor=places.get(target.key, "") if is_same and target else "",
    )


def _half_read(rows: list[ItemProgress]) -> frozenset[UUID]:
    """Lessons done by opening them, left before their last unit; without script nobody knows."""
    return frozenset(
        row.item_key
        for row in rows
        if row.completed_how == CompletedHow.VIEW
        and row.last_position.get("unit")
        and not row.last_position.get("end")
    )


def _target(outline: Outline, done: frozenset[UUID], enrolment: Enrolment) -> Item | None:
    """The last item if it is not done; else the first after it that is open; else any open one.

    `done` is without what was only half read: that is gone on with where it was the last.
    """
    items = list(outline.items())
    last = next((at for at, one in enumerate(items) if one.key == enrolment.last_item_key), None)
    if last is not None:
        items = [*items[last:], *items[:last]]
    return next((one for one in items if one.key not in done), items[0] if items else None)
