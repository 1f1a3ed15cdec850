"""What figures and certificates count, and what a corrected certificate says."""

from decimal import Decimal

import pytest
from django.utils import timezone

from learning.counters import count_passed
from learning.services import issue_certificate, replace_certificate
from tests.factories.quizzes import make_question, make_quiz, short_text
from tests.learning.attempts.steps import submit, text
from tests.learning.quiz_pages.steps import begin

pytestmark = pytest.mark.django_db

COUNTS = {"practice": False, "pre": False, "graded": True, "post": True}


@pytest.mark.parametrize(("kind", "counts"), COUNTS.items())
def test_practice_and_tests_taken_beforehand_count_nowhere(kind, counts, completed, learner):
    """learning.md §13: pre never counts."""
    attempt = begin(completed, make_quiz(make_question(short_text()), kind=kind))
    submit(attempt, text("canarydiaspora", seq=1), at=timezone.now())
    attempt.refresh_from_db()
    assert attempt.passed
    assert count_passed().count() == counts
    snapshot = issue_certificate(
        enrolment=completed, printed_name="Amina Voorbeeld", by=learner
    ).snapshot
    assert snapshot["score"] == ("100" if counts else "")
    assert len(snapshot["basis"]["quizzes"]) == counts


@pytest.mark.parametrize("change", ["course", "no certificates", "deleted"])
def test_a_corrected_name_changes_nothing_else_on_the_certificate(
    change, course, certificate, learner
):
    """learning.md §12: the snapshot is what was true when it was issued."""
    before = certificate.snapshot
    if change == "course":
        course.title, course.hours, course.signatory = "Something else", Decimal(99), "Nobody"
        course.save_revision().publish()
    elif change == "no certificates":
        course.certificate_enabled = False
        course.save_revision().publish()
    else:
        course.delete()
    new = replace_certificate(certificate=certificate, printed_name="Amina Voorbeeld", by=learner)
    today = timezone.now().date().isoformat()
    assert new.snapshot == before | {"name": "Amina Voorbeeld", "issued_on": today}
    certificate.refresh_from_db()
    assert certificate.snapshot == before
