"""What follows a graded attempt: the result, progress and completion, and who is told."""

from learning.completion import evaluate_completion
from learning.models import Attempt, LearnerRole
from learning.taking.results import recompute_result


def after_grading(attempt: Attempt) -> None:
    """Within the transaction that graded it, under the lock of its enrolment."""
    if attempt.is_preview or attempt.enrolment.role != LearnerRole.LEARNER:
        return
    recompute_result(attempt.enrolment, attempt.quiz_key)
    evaluate_completion(enrolment=attempt.enrolment)
