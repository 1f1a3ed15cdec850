"""What counts of a learner's attempts: a cache that can be made anew."""

from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from learning.grading import Finished, result_of
from learning.models import Attempt, AttemptState, Enrolment, QuizResult
from learning.models.attempts import FINISHED_STATES


def recompute_result(enrolment: Enrolment, quiz_key: UUID) -> QuizResult | None:
    """Write the result of `enrolment` in the quiz from its finished attempts.

    The enrolment is locked. The grade method and, for an average, the pass mark are those of the
    latest counted version. None and no row without a finished attempt. Three queries.
    """
    attempts = list(
        Attempt.objects.filter(
            enrolment=enrolment, quiz_key=quiz_key, is_preview=False, state__in=FINISHED_STATES
        )
        .select_related("quiz_version")
        .order_by("number")
    )
    if not attempts:
        QuizResult.objects.filter(enrolment=enrolment, quiz_key=quiz_key).delete()
        return None
    content = attempts[-1].quiz_version.content
    method = content["grade_method"]
    found = result_of(
        method,
        [
            Finished(one.number, one.fraction, one.passed, one.state == AttemptState.GRADED)
            for one in attempts
        ],
        pass_mark=Decimal(content["pass_mark"]),
    )
    by_number = {one.number: one for one in attempts}
    result, _is_new = QuizResult.objects.update_or_create(
        enrolment=enrolment,
        quiz_key=quiz_key,
        defaults={
            "method": method,
            "fraction": found.fraction,
            "passed": found.passed,
            "attempt": by_number.get(found.number) if found.number else None,
            "counted": found.counted,
            "computed_at": timezone.now(),
        },
    )
    return result
