"""Whether what is stored agrees: marks with answers, completions with what happened, numbers.

The invariants I2, I9, I10 and I12 of learning.md §5.
"""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

import structlog
from django.db.models import CharField, Count, F, Max
from django.db.models.functions import Cast

from activity.models import Entry
from activity.targets import name_of
from learning.completion import COMPLETED
from learning.grading import grade, total_of
from learning.grading.arithmetic import exact, quantised
from learning.models import (
    Attempt,
    AttemptState,
    Enrolment,
    EnrolmentStatus,
    GradeEvent,
    GradeKind,
    Response,
)

log = structlog.get_logger(__name__)


def audit_grades(*, since: datetime | None = None) -> list[str]:
    """Grade every graded attempt again with its version and rules; a sentence for each difference.

    Attempts whose last mark was given by a person or a regrade are only added up, and so are the
    typed answers of an erased person, which are gone (0192). What differs is logged too.
    """
    attempts = Attempt.objects.filter(state=AttemptState.GRADED)
    attempts = attempts.select_related("quiz_version", "enrolment")
    if since:
        attempts = attempts.filter(submitted_at__gte=since)
    found = []
    for attempt in attempts.order_by("pk").iterator(chunk_size=100):
        found += [f"attempt {attempt.pk}: {words}" for words in _differences(attempt)]
    for words in found:
        log.error("grade_differs", difference=words)
    return found


def audit_learners() -> list[str]:
    """A sentence for each course that was completed and is not any more, and each missing attempt.

    Nothing in the code can bring either about; what is found is logged too. Two queries.
    """
    wanted = name_of(Enrolment())[0]
    done = Entry.objects.filter(verb=COMPLETED, target_type=wanted).values("target_key")
    keyed = Enrolment.objects.annotate(key=Cast("pk", CharField(max_length=36)))
    lost = keyed.filter(key__in=done).exclude(status=EnrolmentStatus.COMPLETED)
    lost_pks = lost.values_list("pk", flat=True)
    found = [f"enrolment {pk}: completed once, and not any more" for pk in lost_pks]
    learners = Attempt.objects.filter(is_preview=False).order_by("enrolment", "quiz_key")
    rows = learners.values("enrolment", "quiz_key").annotate(there=Count("pk"), last=Max("number"))
    for row in rows.exclude(there=F("last")):
        words = (
            "enrolment {enrolment}, quiz {quiz_key}: {there} attempts, the last is number {last}"
        )
        found.append(words.format(**row))
    for words in found:
        log.error("learner_differs", difference=words)
    return found


def _differences(attempt: Attempt) -> Iterator[str]:
    content = attempt.quiz_version.content
    events = GradeEvent.objects.filter(attempt=attempt).order_by("pk")
    last = {event.response_id: event for event in events}
    parts = []
    for response in attempt.responses.all():
        if response.fraction is None:
            continue
        parts.append((response.fraction, response.max_mark))
        event = last.get(response.pk)
        if event is None:
            yield f"slot {response.slot} has a mark that nobody gave"
        elif event.kind == GradeKind.AUTO:
            question = content["questions"][str(response.question_key)]
            if _is_erased(attempt, response, question):
                continue
            again = grade(question, response.answer, rules_version=event.rules_version)
            if again.fraction != response.fraction:
                yield f"slot {response.slot} is {response.fraction}, graded {again.fraction}"
    with exact():
        raw = quantised(sum((share * most for share, most in parts), Decimal(0)))
    if raw != attempt.raw_marks:
        yield f"marks are {attempt.raw_marks}, the answers make {raw}"
    total = total_of(parts, max_marks=attempt.max_marks, pass_mark=Decimal(content["pass_mark"]))
    if total.fraction != attempt.fraction or total.passed != attempt.passed:
        yield f"fraction is {attempt.fraction}, the answers make {total.fraction}"


def _is_erased(attempt: Attempt, response: Response, question: dict[str, Any]) -> bool:
    """Whether the answer was typed by somebody who is a member no longer."""
    is_typed = question["type"] in ("short_text", "numeric")
    return is_typed and response.answer is None and attempt.enrolment.user_id is None
