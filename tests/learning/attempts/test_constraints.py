"""What the database refuses, and what is left of an erased learner."""

import uuid

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.db.utils import DatabaseError

from learning.auditing import audit_grades
from learning.models import (
    Attempt,
    Frozen,
    GradeEvent,
    ResponseEvent,
)
from tests.learning.attempts.steps import (
    submit,
    text,
)

pytestmark = pytest.mark.django_db


def sql(statement, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.parametrize(
    "change",
    [
        "state = 'lost'",
        "state = 'graded'",
        "submitted_at = started_at",
        "deadline_at = started_at",
        "fraction = 1.1",
        "fraction = 0.5",
        "passed = TRUE",
        "number = 0",
        "max_marks = -1",
        "submit_reason = 'whim'",
    ],
)
@pytest.mark.usefixtures("on_both_engines")
def test_the_database_refuses_an_attempt_that_cannot_be(attempt, change):
    with pytest.raises(IntegrityError):
        sql(f"UPDATE learning_attempt SET {change}")  # noqa: S608


@pytest.mark.parametrize("change", ["fraction = 1.1", "fraction = -1.1", "state = 'x'", "slot = 2"])
@pytest.mark.usefixtures("on_both_engines")
def test_the_database_refuses_a_response_that_cannot_be(attempt, change):
    with pytest.raises(IntegrityError):
        sql(f"UPDATE learning_response SET {change} WHERE slot = 1")  # noqa: S608


@pytest.mark.usefixtures("on_both_engines")
def test_one_open_attempt_a_quiz(attempt):
    """I3 holds whatever the code does."""
    attempt.pk, attempt.uuid, attempt.number = None, uuid.uuid4(), 2
    attempt._state.adding = True
    with pytest.raises(IntegrityError), transaction.atomic():
        attempt.save()


@pytest.mark.usefixtures("on_both_engines")
def test_saves_and_marks_are_never_rewritten(attempt):
    submit(attempt, text("canarydiaspora", seq=1))
    for table in ("learning_responseevent", "learning_gradeevent"):
        with pytest.raises(DatabaseError, match="stay as they were written"):
            sql(f"UPDATE {table} SET attempt_id = attempt_id")  # noqa: S608
    for model in (ResponseEvent, GradeEvent):
        row = model.objects.first()
        for act in (row.save, row.delete, model.objects.all().delete):
            with pytest.raises(Frozen):
                act()


@pytest.mark.usefixtures("on_both_engines")
def test_a_used_version_and_a_graded_attempt_cannot_be_deleted(attempt):
    """I12, I13: nor can one that was only begun."""
    for row in (attempt, attempt.quiz_version):
        with pytest.raises(Frozen):
            row.delete()
    submit(attempt, text("canarydiaspora", seq=1))
    for act in (attempt.delete, Attempt.objects.all().delete):
        with pytest.raises(Frozen):
            act()
    with pytest.raises(ProtectedError):
        attempt.enrolment.delete()


def test_an_erased_learner_leaves_an_attempt_of_nobody(attempt):
    submit(attempt)
    attempt.enrolment.user.delete()
    attempt.refresh_from_db()
    assert attempt.enrolment.user_id is None
    assert audit_grades() == []
