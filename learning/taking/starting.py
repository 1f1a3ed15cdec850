"""Starting an attempt, or meeting the one that is open."""

import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Case, IntegerField, Subquery, Value, When
from django.utils.translation import gettext as _

from learning.grading import State
from learning.models import (
    Attempt,
    AttemptState,
    CoursePage,
    Enrolment,
    LearnerRole,
    QuizCurrent,
    QuizVersion,
    Response,
)
from learning.models.bank import UNGRADED_TYPES
from learning.permissions import can_begin_in
from learning.taking.closing import close_if_due
from learning.taking.deadlines import Allowance, allowance_for, closes_at, deadline_of
from learning.taking.errors import CannotStart
from learning.taking.layouts import make_layout

if TYPE_CHECKING:
    from common.typing import AnyUser

TRIES = 3


def start_attempt(
    *,
    enrolment: Enrolment,
    quiz_key: UUID,
    locale: str,
    arrived_at: datetime,
    agent_family: str = "",
) -> Attempt:
    """The learner's open attempt at the quiz, new or already there, so that two taps meet.

    `locale` is the language wanted; where the quiz is not in it, the first language it has. Raises
    CannotStart with a sentence and, where that helps, the time from which it may work.
    """
    for last in (False,) * (TRIES - 1) + (True,):
        try:
            with transaction.atomic():
                return _start(enrolment.pk, quiz_key, locale, arrived_at, agent_family)
        except IntegrityError:  # somebody else's start came first: read it
            if last:
                raise
    raise AssertionError("unreachable")


def may_start(
    enrolment: Enrolment,
    quiz_key: UUID,
    content: dict[str, Any],
    now: datetime,
    *,
    learner: "AnyUser | None" = None,
) -> Allowance:
    """The learner's allowance, if a new attempt may begin at `now`. Raises CannotStart.

    `learner` is whose place it is, where the caller has them. Three queries, and those for what
    the learner may see of the page tree.
    """
    run = enrolment.run
    learner = learner or enrolment.user
    if not enrolment.has_a_place:
        raise CannotStart(_("You have no place in this course now."))
    if learner is None or not can_begin_in(learner, enrolment.course_key):
        raise CannotStart(_("This course is not open to you now."))
    if run.opens_at and now < run.opens_at:
        raise CannotStart(_("The course has not begun yet."), until=run.opens_at)
    allowance = allowance_for(enrolment, quiz_key)
    close = closes_at(run, allowance)
    if run.status != "open" or (close and now >= close):
        raise CannotStart(_("The quiz is closed."))
    attempts = list(
        Attempt.objects.filter(enrolment=enrolment, quiz_key=quiz_key, is_preview=False)
        .order_by("-number")
        .only("number", "submitted_at", "deadline_at", "state")
    )
    allowed = content["attempts_allowed"]
    if allowed and len(attempts) >= allowed + allowance.extra_attempts:
        raise CannotStart(_("You have used all your attempts."))
    if attempts and content["retry_delay_seconds"]:
        ended = attempts[0].submitted_at or attempts[0].deadline_at
        again = ended + timedelta(seconds=content["retry_delay_seconds"]) if ended else now
        if now < again:
            raise CannotStart(_("You may try again later."), until=again)
    return allowance


def current_version(quiz_key: UUID, locale: str, course_key: UUID) -> QuizVersion | None:
    """What a new attempt in `locale` takes; where it is not there, what the course is written in.

    As `outline._quiz` names it, so that the title read is that of the test begun. One query.
    """
    course = CoursePage.objects.filter(translation_key=course_key, alias_of=None).order_by("pk")
    offered = QuizCurrent.objects.offered().filter(quiz_key=quiz_key)
    rows = offered.select_related("version__locale")
    rank = Case(
        When(locale__language_code=locale, then=Value(0)),
        When(locale=Subquery(course.values("locale")[:1]), then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    first = rows.order_by(rank, "locale").first()
    return first.version if first else None


def _start(
    enrolment_pk: int, quiz_key: UUID, locale: str, arrived_at: datetime, agent_family: str
) -> Attempt:
    enrolments = Enrolment.objects.select_for_update(of=("self",)).select_related("run")
    enrolment = enrolments.get(pk=enrolment_pk)
    is_preview = enrolment.role == LearnerRole.OBSERVER
    mine = Attempt.objects.filter(enrolment=enrolment, quiz_key=quiz_key)
    open_one = mine.open().select_related("quiz_version", "enrolment__run").first()
    if open_one and close_if_due(open_one, arrived_at).is_open:
        return open_one
    version = current_version(quiz_key, locale, enrolment.course_key)
    if version is None:
        raise CannotStart(_("This quiz is not open yet."))
    content = version.content
    allowance = may_start(enrolment, quiz_key, content, arrived_at)
    former = list(mine.values_list("number", "layout"))
    seen = {slot["question"] for _number, one in former for slot in one["slots"].values()}
    seed = secrets.randbits(63)
    attempt = Attempt.objects.create(
        enrolment=enrolment,
        quiz_key=quiz_key,
        quiz_version=version,
        number=max((number for number, _layout in former), default=0) + 1,
        is_preview=is_preview,
        state=AttemptState.IN_PROGRESS,
        started_at=arrived_at,
        deadline_at=deadline_of(
            content,
            started_at=arrived_at,
            allowance=allowance,
            close=closes_at(enrolment.run, allowance),
        ),
        seed=seed,
        layout=make_layout(content, seed=seed, seen=seen),
        max_marks=version.max_marks,
        agent_family=agent_family,
    )
    Response.objects.bulk_create(_responses(attempt, content))
    return attempt


def _responses(attempt: Attempt, content: dict[str, Any]) -> list[Response]:
    rows = []
    for slot in content["slots"]:
        key = attempt.layout["slots"][str(slot["slot"])]["question"]
        is_read = content["questions"][key]["type"] in UNGRADED_TYPES
        rows.append(
            Response(
                attempt=attempt,
                slot=slot["slot"],
                question_key=key,
                max_mark=slot["max_mark"],
                state=State.COMPLETE if is_read else State.TODO,
            )
        )
    return rows
