"""What PostgreSQL refuses whoever asks: rows that are frozen or append-only (I1, I6, I13)."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from learning.models import GradeEvent, Maintenance, Quiz, QuizVersion, ResponseEvent
from learning.taking.saving import Sent
from learning.taking.starting import start_attempt
from learning.taking.submitting import submit_attempt
from learning.triggers import FROZEN, missing, stepping_aside
from tests.factories.members import UserFactory
from tests.factories.quizzes import enrol, make_question, make_quiz, short_text

STAYS = "stay as they were written"
postgres = pytest.mark.postgres


def sql(statement, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


def sent_attempt():
    """A graded attempt: a version, a save, two marks."""
    quiz = make_quiz(make_question(short_text()))
    enrolment = enrol(UserFactory())
    attempt = start_attempt(
        enrolment=enrolment, quiz_key=quiz.translation_key, locale="en", arrived_at=timezone.now()
    )
    answer = Sent(slot=1, answer={"text": "canarydiaspora"}, key=uuid.uuid4(), client_seq=1)
    submit_attempt(
        attempt_uuid=attempt.uuid,
        learner=enrolment.user,
        arrived_at=timezone.now(),
        answers=[answer],
    )
    return attempt


@pytest.fixture
def attempt(db):
    return sent_attempt()


def columns():
    """(table, column) of every column that must not change."""
    models = {model._meta.db_table: model for model in (QuizVersion, ResponseEvent, GradeEvent)}
    assert set(models) == set(FROZEN)
    return [
        (table, field.column)
        for table, model in models.items()
        for field in model._meta.concrete_fields
        if not field.primary_key
    ]


# What a column may be set to, where NULL would be refused for another reason.
OTHER_VALUE = {
    "bigint": "1 + {column}",
    "integer": "1 + {column}",
    "smallint": "1 + {column}",
    "boolean": "NOT {column}",
    "jsonb": "'{{\"changed\": 1}}'",
    "uuid": "'00000000-0000-4000-8000-000000000000'",
    "timestamp with time zone": "now() + interval '1 day'",
    "numeric": "0.5 - {column}",
    "character varying": "'other'",
    "text": "'other'",
}


@postgres
@pytest.mark.parametrize(("table", "column"), columns())
def test_no_column_of_a_frozen_row_is_changed_by_sql(table, column, attempt):
    """I1, I6: also one that a later migration adds, as the triggers name all columns they find."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT data_type FROM information_schema.columns"
            " WHERE table_schema = current_schema() AND table_name = %s AND column_name = %s",
            [table, column],
        )
        (kind,) = cursor.fetchone()
    value = f"CAST(coalesce({OTHER_VALUE[kind].format(column=column)}, {_of(kind)}) AS {kind})"
    with pytest.raises(DatabaseError, match=STAYS):
        sql(f"UPDATE {table} SET {column} = {value}")  # noqa: S608 - names of our own


def _of(kind):
    """Something for a column that was empty."""
    return {
        "jsonb": "'1'",
        "boolean": "true",
        "timestamp with time zone": "now()",
        "uuid": "'00000000-0000-4000-8000-000000000000'",
        "character varying": "'x'",
        "text": "'x'",
    }.get(kind, "1")


@postgres
@pytest.mark.parametrize("table", FROZEN)
def test_no_frozen_row_is_deleted_by_sql(table, attempt):
    """I13."""
    with pytest.raises(DatabaseError, match=STAYS):
        sql(f"DELETE FROM {table}")  # noqa: S608


@postgres
@pytest.mark.django_db
def test_an_update_that_changes_nothing_is_refused_too(attempt):
    for table in FROZEN:
        with pytest.raises(DatabaseError, match=STAYS):
            sql(f"UPDATE {table} SET id = id")  # noqa: S608


@pytest.mark.usefixtures("on_both_engines")
@pytest.mark.django_db
def test_who_published_may_be_forgotten_and_not_replaced(attempt):
    editor, other = UserFactory(), UserFactory()
    with stepping_aside("test"):
        sql("UPDATE learning_quizversion SET published_by_id = %s", editor.pk)
    for change in ("published_by_id = %s", "published_by_id = NULL, number = 9 + %s"):
        with pytest.raises(DatabaseError, match=STAYS):
            sql(f"UPDATE learning_quizversion SET {change}", other.pk)  # noqa: S608
    assert sql("UPDATE learning_quizversion SET published_by_id = NULL") == 1
    assert QuizVersion.objects.get().published_by_id is None


@pytest.mark.usefixtures("on_both_engines")
@pytest.mark.django_db
def test_the_door_of_erasure_closes_with_its_transaction(attempt):
    with stepping_aside("test"):
        assert sql("UPDATE learning_responseevent SET applied = applied") == 1
    assert not Maintenance.objects.exists()
    with pytest.raises(DatabaseError, match=STAYS):
        sql("UPDATE learning_responseevent SET applied = applied")
    with pytest.raises(RuntimeError), stepping_aside("test"):
        raise RuntimeError("whatever went wrong inside")
    assert not Maintenance.objects.exists()


@pytest.mark.usefixtures("on_both_engines")
@pytest.mark.django_db
def test_the_door_is_one_row():
    Maintenance.objects.create(pk=1, reason="test")
    with pytest.raises(IntegrityError), transaction.atomic():
        Maintenance.objects.create(pk=2, reason="test")


@postgres
@pytest.mark.django_db(transaction=True)
def test_the_door_is_open_for_its_own_transaction_alone():
    """Somebody else's statement, at the same moment, is refused."""
    sent_attempt()
    change = partial(sql, "UPDATE learning_quizversion SET number = number + 1")

    def elsewhere():
        try:
            return change()
        finally:
            connection.close()

    with stepping_aside("erasure"), ThreadPoolExecutor(1) as pool:
        with pytest.raises(DatabaseError, match=STAYS):
            pool.submit(elsewhere).result(timeout=60)
        assert change() == 1
    with pytest.raises(DatabaseError, match=STAYS):
        change()


@pytest.mark.usefixtures("on_both_engines")
def test_an_editor_who_deletes_a_quiz_leaves_its_versions_and_attempts(attempt):
    """I13."""
    Quiz.objects.get().delete()
    assert QuizVersion.objects.count() == 1
    attempt.refresh_from_db()
    assert attempt.quiz_version.attempts.get() == attempt


@postgres
@pytest.mark.django_db
def test_every_trigger_is_there_for_updates_and_deletions():
    assert missing() == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        found = {name for (name,) in cursor.fetchall()}
    assert {f"{table}_no_{kind}" for table in FROZEN for kind in ("update", "delete")} <= found
