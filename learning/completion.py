"""Whether a course is completed: asked after each lesson and each graded attempt."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from learning.models import Enrolment, EnrolmentStatus, ItemProgress, ItemState, LearnerRole
from learning.outline import build_outline
from learning.progress import is_complete


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
    if outline is None or not is_complete(outline, done_keys(enrolment), enrolment.completion_rule):
        return enrolment
    enrolment.status = EnrolmentStatus.COMPLETED
    enrolment.completed_at = timezone.now()
    enrolment.save(update_fields=["status", "completed_at"])
    return enrolment


def done_keys(enrolment: Enrolment) -> set[UUID]:
    """The keys of the items that are completed. One query."""
    rows = ItemProgress.objects.filter(enrolment=enrolment, state=ItemState.COMPLETED)
    return set(rows.values_list("item_key", flat=True))
