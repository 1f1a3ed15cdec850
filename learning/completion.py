"""Whether a course is completed: asked after each lesson and each graded attempt."""

from collections import defaultdict
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from activity.services import record
from common.audiences import user_token
from learning.models import (
    Attempt,
    AttemptState,
    CompletedHow,
    Enrolment,
    EnrolmentStatus,
    ItemProgress,
    ItemState,
    LearnerRole,
    QuizKind,
    QuizResult,
)
from learning.outline import Outline, build_outline, build_outlines
from learning.progress import is_complete
from notifications.services import notify

COMPLETED = "learning.completed"  # the verb: the audit finds by it who has completed


@transaction.atomic
def evaluate_completion(*, enrolment: Enrolment) -> Enrolment:
    """Set the enrolment completed, once, if its rule is met now; return it as it is then.

    Completed stays completed, whatever is added to the course later (I10). The outline is read
    from the database, never from what is kept. Rule: learning.md §10.
    """
    enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    if enrolment.status != EnrolmentStatus.ACTIVE or enrolment.role != LearnerRole.LEARNER:
        return enrolment
    outline = build_outline(enrolment.course_key, enrolment.preferred_locale)
    if outline is None:
        return enrolment
    _note_quizzes(enrolment, outline)
    if not is_complete(outline, done_keys(enrolment), enrolment.completion_rule):
        return enrolment
    enrolment.status = EnrolmentStatus.COMPLETED
    enrolment.completed_at = timezone.now()
    enrolment.save(update_fields=["status", "completed_at"])
    if enrolment.user is not None:
        audience = user_token(enrolment.user.pk)  # others hear of it only from the learner
        record(actor=enrolment.user, verb=COMPLETED, target=enrolment, audience=audience)
        notify(type="learning.completed", recipients=[enrolment.user], target=enrolment)
    return enrolment


def complete_who_is_done() -> int:
    """Complete the running enrolments whose rule is met; how many.

    The last open item of somebody may be taken away while they are not there. Two queries for a
    course, four for the outlines of all, and those of `evaluate_completion` for who has completed.
    """
    running = Enrolment.objects.learners().filter(status=EnrolmentStatus.ACTIVE).order_by("pk")
    keys = set(running.order_by().values_list("course_key", flat=True))
    completed = 0
    for course_key, outline in build_outlines(keys, "").items():
        if outline is None:
            continue
        learning = running.filter(course_key=course_key)
        done: dict[int, set[UUID]] = defaultdict(set)
        rows = ItemProgress.objects.filter(enrolment__in=learning, state=ItemState.COMPLETED)
        for pk, item_key in rows.values_list("enrolment", "item_key"):
            done[pk].add(item_key)
        for enrolment in learning:
            if is_complete(outline, done[enrolment.pk], enrolment.completion_rule):
                completed += evaluate_completion(enrolment=enrolment).completed_at is not None
    return completed


def _note_quizzes(enrolment: Enrolment, outline: Outline) -> None:
    """A quiz is done when it is passed, or when it was handed in and asks for no pass.

    It stays done, whatever later attempts bring (I10). Three queries, and some for each new one.
    """
    keys = {item.key for item in outline.items() if item.kind == "quiz"}
    passed = QuizResult.objects.filter(enrolment=enrolment, quiz_key__in=keys, passed=True)
    handed_in = Attempt.objects.filter(
        Q(quiz_version__max_marks=0) | Q(quiz_version__kind=QuizKind.PRE),
        enrolment=enrolment,
        quiz_key__in=keys,
        state=AttemptState.GRADED,
        is_preview=False,
    )
    finished = {
        key for rows in (passed, handed_in) for key in rows.values_list("quiz_key", flat=True)
    }
    now = timezone.now()
    done = {
        "state": ItemState.COMPLETED,
        "completed_at": now,
        "completed_how": CompletedHow.QUIZ,
    }
    for key in finished - done_keys(enrolment):
        ItemProgress.objects.update_or_create(
            enrolment=enrolment,
            item_key=key,
            defaults=done,
            create_defaults={
                **done,
                "first_seen_at": now,
                "locale": enrolment.preferred_locale,
            },
        )


def done_keys(enrolment: Enrolment) -> set[UUID]:
    """The keys of the items that are completed. One query."""
    rows = ItemProgress.objects.filter(enrolment=enrolment, state=ItemState.COMPLETED)
    return set(rows.values_list("item_key", flat=True))
