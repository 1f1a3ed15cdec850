"""The protocol of an attempt: start, save, send, close (learning.md §5 and §6)."""

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError
from django.utils import timezone

from learning.auditing import audit_grades
from learning.compiling.publishing import compile_quiz
from learning.grading import grade
from learning.models import (
    Attempt,
    AttemptState,
    BankTag,
    Frozen,
    GradeEvent,
    LearnerRole,
    QuizResult,
    Response,
    ResponseEvent,
    RunFacilitator,
    RunStatus,
)
from learning.taking.closing import close_overdue_attempts, settle
from learning.taking.deadlines import GRACE
from learning.taking.errors import AttemptMissing, CannotReopen, CannotStart
from learning.taking.extending import can_view_attempt, grant_override, reopen_attempt
from learning.taking.saving import SaveStatus, Sent, save_answers
from learning.taking.starting import start_attempt
from learning.taking.submitting import submit_attempt
from tests.factories.members import UserFactory
from tests.factories.quizzes import (
    EVERY_TYPE,
    choice,
    enrol,
    information,
    make_question,
    make_quiz,
    make_run,
    numeric,
    short_text,
    single,
    true_false,
)

pytestmark = pytest.mark.django_db

NOW = timezone.now().replace(microsecond=0)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def enrolment(member):
    return enrol(member)


@pytest.fixture
def facilitator(enrolment):
    user = UserFactory()
    RunFacilitator.objects.create(run=enrolment.run, user=user)
    return user


def start(enrolment, quiz, at=NOW):
    return start_attempt(
        enrolment=enrolment, quiz_key=quiz.translation_key, locale="en", arrived_at=at
    )


def save(attempt, *answers, at=NOW, source="autosave"):
    return save_answers(
        attempt_uuid=attempt.uuid,
        learner=attempt.enrolment.user,
        answers=answers,
        arrived_at=at,
        source=source,
    )


def submit(attempt, *answers, at=NOW, **extra):
    return submit_attempt(
        attempt_uuid=attempt.uuid,
        learner=attempt.enrolment.user,
        arrived_at=at,
        answers=answers,
        **extra,
    )


def text(words, *, slot=1, seq=None, key=None):
    """An answer as autosave sends it; without `seq` as a plain form does."""
    key = key or (uuid.uuid4() if seq is not None else None)
    return Sent(slot=slot, answer={"text": words}, key=key, client_seq=seq)


def answer_in(attempt, slot=1):
    return Response.objects.get(attempt=attempt, slot=slot).answer


def ms(moment):
    return int(moment.timestamp() * 1000)


# --- Start --------------------------------------------------------------------------------------
def test_a_start_makes_every_row_and_a_second_one_meets_the_first(enrolment):
    """I3. "Unanswered" is a row."""
    quiz = make_quiz(make_question(), make_question(information()))
    attempt = start(enrolment, quiz)
    assert (attempt.number, attempt.deadline_at, attempt.max_marks) == (1, None, Decimal(1))
    states = list(attempt.responses.values_list("state", flat=True))
    assert states == ["todo", "complete"]
    assert start(enrolment, quiz) == attempt
    assert Attempt.objects.count() == 1


def test_attempts_are_numbered_without_gaps_and_limited(enrolment, facilitator):
    """I12; an override adds attempts."""
    quiz = make_quiz(make_question(), attempts_allowed=2)
    for number in (1, 2):
        attempt = start(enrolment, quiz)
        assert attempt.number == number
        submit(attempt)
    with pytest.raises(CannotStart, match="used all"):
        start(enrolment, quiz)
    grant_override(
        quiz_key=quiz.translation_key,
        by=facilitator,
        reason="Ill",
        enrolment=enrolment,
        extra_attempts=1,
    )
    assert start(enrolment, quiz).number == 3


def test_a_retry_waits_its_time(enrolment):
    quiz = make_quiz(make_question(), retry_delay_seconds=3600)
    submit(start(enrolment, quiz))
    with pytest.raises(CannotStart) as refusal:
        start(enrolment, quiz, NOW + MINUTE)
    assert refusal.value.until == NOW + timedelta(hours=1)
    assert start(enrolment, quiz, NOW + timedelta(hours=1)).number == 2


@pytest.mark.parametrize(
    ("run", "place"),
    [
        ({"opens_at": NOW + MINUTE}, {}),
        ({"closes_at": NOW}, {}),
        ({"status": RunStatus.ARCHIVED}, {}),
        ({}, {"status": "withdrawn"}),
        ({}, {"status": "waiting"}),
    ],
)
def test_nobody_starts_out_of_time_or_without_a_place(member, run, place):
    quiz = make_quiz(make_question())
    with pytest.raises(CannotStart):
        start(enrol(member, make_run(**run), **place), quiz)
    assert not Attempt.objects.exists()


def test_a_quiz_that_was_never_compiled_does_not_start(enrolment):
    quiz = make_quiz(make_question(), compiled=False)
    with pytest.raises(CannotStart, match="not open yet"):
        start(enrolment, quiz)


def test_a_learner_of_another_language_takes_the_first_one_there_is(enrolment):
    quiz = make_quiz(make_question())
    attempt = start_attempt(
        enrolment=enrolment, quiz_key=quiz.translation_key, locale="fr", arrived_at=NOW
    )
    assert attempt.quiz_version.locale.language_code == "en"


@pytest.mark.parametrize(
    ("policy", "minutes"), [("finish", 50), ("cut", 40)], ids=["finish", "cut"]
)
def test_a_deadline_counts_limit_factor_and_extra_and_cut_ends_at_the_close(
    member, policy, minutes
):
    """learning.md §6: 30 min × 1.5 + 5 min from 10:00 → 10:50; closing at 10:40."""
    run = make_run(closes_at=NOW + 40 * MINUTE)
    enrolment = enrol(member, run)
    leader = UserFactory()
    RunFacilitator.objects.create(run=run, user=leader)
    quiz = make_quiz(make_question(), time_limit_seconds=1800, close_policy=policy)
    for target, allowed in (
        ({"enrolment": enrolment}, {"time_factor": Decimal("1.5")}),
        ({"run": run}, {"extra_seconds": 300}),
    ):
        grant_override(
            quiz_key=quiz.translation_key, by=leader, reason="Slow line", **target, **allowed
        )
    assert start(enrolment, quiz).deadline_at == NOW + minutes * MINUTE


def test_drawn_questions_are_others_the_next_time(enrolment):
    tag = BankTag.objects.create(path="core")
    for _number in range(4):
        make_question(tags=[tag])
    quiz = make_quiz(draws=[(2, [tag])])
    first = start(enrolment, quiz)
    submit(first)
    second = start(enrolment, quiz)

    def drawn(attempt):
        return {slot["question"] for slot in attempt.layout["slots"].values()}

    assert len(drawn(first) | drawn(second)) == 4


def test_a_running_attempt_keeps_its_version(enrolment):
    """I1: what is published later changes nothing that has begun."""
    question = make_question(true_false(True))
    quiz = make_quiz(question)
    attempt = start(enrolment, quiz)
    question.content[0].value["right"] = "false"
    question.save()
    compile_quiz(quiz=quiz, by=None)
    result = submit(attempt, Sent(slot=1, answer={"value": True}))
    assert result.fraction == 1


# --- Save ---------------------------------------------------------------------------------------
@pytest.fixture
def attempt(enrolment):
    """Open, without a time limit: two short texts."""
    return start(enrolment, make_quiz(make_question(short_text()), make_question(short_text())))


def test_the_newest_edit_counts_in_whatever_order_saves_arrive(attempt):
    """I6: only a higher client_seq is applied; everything is kept."""
    results = [save(attempt, text(str(seq), seq=seq))[0].status for seq in (2, 5, 3, 4)]
    assert results == ["applied", "applied", "older", "older"]
    assert answer_in(attempt) == {"text": "5"}
    assert ResponseEvent.objects.filter(attempt=attempt).count() == 4
    response = attempt.responses.get(slot=1)
    assert (response.rev, response.client_seq, response.state) == (2, 5, "complete")


def test_a_repeated_save_is_answered_and_not_kept_twice(attempt):
    sent = text("once", seq=1)
    assert save(attempt, sent)[0].status == SaveStatus.APPLIED
    assert save(attempt, sent)[0].status == SaveStatus.REPLAYED
    again = text("other slot, same key", seq=9, slot=2, key=sent.key)
    assert save(attempt, again)[0].status == SaveStatus.REPLAYED
    assert ResponseEvent.objects.count() == 1
    assert answer_in(attempt, 2) is None


def test_a_clock_that_is_ahead_does_not_freeze_the_slot(attempt):
    far = ms(NOW + timedelta(days=400))
    assert save(attempt, text("far", seq=far))[0].client_seq == ms(NOW)
    later = NOW + MINUTE
    assert save(attempt, text("next", seq=ms(later)), at=later)[0].status == SaveStatus.APPLIED


@pytest.mark.parametrize("seq", [-1, 0, -(2**70)])
def test_a_number_below_the_first_edit_is_kept_and_not_applied(attempt, seq):
    assert save(attempt, text("x", seq=seq))[0].status == SaveStatus.OLDER
    assert save(attempt, text("y", seq=2**80))[0].status == SaveStatus.APPLIED


@pytest.mark.parametrize(
    "sent",
    [
        Sent(slot=9, answer={"text": "x"}),
        Sent(slot="1", answer={"text": "x"}),
        Sent(slot=True, answer={"text": "x"}),
        Sent(slot=None, answer=None),
        Sent(slot=1, answer=["x"]),
        Sent(slot=1, answer="x"),
        Sent(slot=1, answer={"text": 5}),
        Sent(slot=1, answer={"text": "x" * 1001}),
        Sent(slot=1, answer={"text": "a\x00b"}),
    ],
)
def test_an_answer_of_a_wrong_shape_is_refused_alone(attempt, sent):
    """learning.md §23: 422 for that item, the others go on."""
    refused, applied = save(attempt, sent, text("fine", slot=2, seq=1))
    assert (refused.status, applied.status) == (SaveStatus.REFUSED, SaveStatus.APPLIED)
    assert ResponseEvent.objects.count() == 1


def test_a_slot_sent_twice_counts_once(attempt):
    first, second = save(attempt, text("a", seq=1), text("b", seq=2))
    assert (first.status, second.status) == (SaveStatus.APPLIED, SaveStatus.REFUSED)


def test_a_lone_surrogate_is_replaced_and_the_rest_stored_as_sent(attempt):
    save(attempt, text("Re\u0301gion \ud800", seq=1))
    assert answer_in(attempt) == {"text": "Re\u0301gion \ufffd"}


def test_a_plain_form_overwrites_only_what_was_touched(attempt):
    """A stale tab: fields equal to what the form was rendered with are skipped."""
    from learning.taking.answers import answer_hash

    save(attempt, text("newer", seq=1))
    empty = answer_hash(None)
    stale = Sent(slot=1, answer=None, rendered=empty)
    touched = Sent(slot=2, answer={"text": "typed"}, rendered=empty)
    results = save(attempt, stale, touched, source="form")
    assert [one.status for one in results] == [SaveStatus.UNCHANGED, SaveStatus.APPLIED]
    assert answer_in(attempt) == {"text": "newer"}
    again = save(attempt, Sent(slot=2, answer={"text": "typed"}), at=NOW + MINUTE, source="form")
    assert again[0].status == SaveStatus.UNCHANGED


def test_somebody_elses_attempt_does_not_exist(attempt):
    for act in (save_answers, submit_attempt):
        extra = {"source": "form"} if act is save_answers else {}
        with pytest.raises(AttemptMissing):
            act(
                attempt_uuid=attempt.uuid,
                learner=UserFactory(),
                answers=[],
                arrived_at=NOW,
                **extra,
            )


def test_an_unreadable_number_is_said_before_sending(enrolment):
    attempt = start(enrolment, make_quiz(make_question(numeric())))
    save(attempt, text("about ten", seq=1))
    assert attempt.responses.get().state == "invalid"


@pytest.mark.parametrize("count", [1, 30])
def test_a_save_asks_five_queries_for_any_number_of_answers(
    enrolment, count, django_assert_num_queries
):
    """learning.md §22: 8 with session, user, begin and commit; here savepoints of the test."""
    attempt = start(enrolment, make_quiz(*(make_question(short_text()) for _n in range(count))))
    sent = [text("x", slot=slot, seq=1) for slot in range(1, count + 1)]
    learner = attempt.enrolment.user
    with django_assert_num_queries(6):  # savepoint, attempt, responses, insert, update, release
        save_answers(
            attempt_uuid=attempt.uuid,
            learner=learner,
            answers=sent,
            arrived_at=NOW,
            source="autosave",
        )


# --- Send ---------------------------------------------------------------------------------------
def test_sending_grades_stored_answers_once(attempt):
    """I2, I4, I5, I9."""
    save(attempt, text("canarydiaspora", seq=1))
    key = uuid.uuid4()
    first = submit(attempt, submit_key=key)
    assert (first.attempt.state, first.fraction) == (AttemptState.GRADED, Decimal("0.5"))
    assert first.attempt.passed is False
    second = submit(attempt, text("canarydiaspora", slot=2, seq=9), at=NOW + MINUTE, submit_key=key)
    assert (second.is_repeat, second.fraction) == (True, Decimal("0.5"))
    assert second.saved[0].status == SaveStatus.CLOSED
    assert save(attempt, text("other", seq=10))[0].status == SaveStatus.CLOSED
    assert answer_in(attempt) == {"text": "canarydiaspora"}
    assert ResponseEvent.objects.filter(applied=False).count() == 2
    assert GradeEvent.objects.count() == 3  # two responses, one total
    assert audit_grades() == []


def test_answers_sent_along_are_graded_too(attempt):
    result = submit(attempt, text("canarydiaspora", seq=1), text("canarydiaspora", slot=2, seq=1))
    assert (result.fraction, result.attempt.passed) == (1, True)


def test_a_submit_key_of_another_attempt_does_not_stop_sending(enrolment):
    quiz, key = make_quiz(make_question()), uuid.uuid4()
    submit(start(enrolment, quiz), submit_key=key)
    assert submit(start(enrolment, quiz), submit_key=key).attempt.state == AttemptState.GRADED


def test_every_type_is_graded_as_the_rules_say(enrolment):
    quiz = make_quiz(*(make_question(block()) for block in EVERY_TYPE))
    attempt = start(enrolment, quiz)
    layout = attempt.layout["slots"]
    questions = attempt.quiz_version.content["questions"]
    by_type = {
        questions[one["question"]]["type"]: (int(slot), one, questions[one["question"]])
        for slot, one in layout.items()
    }
    pairs = {
        stem["key"]: str(by_type["matching"][1]["options"].index(stem["option"]) + 1)
        for stem in by_type["matching"][2]["stems"]
    }
    sent = {
        "single": {"choice": by_type["single"][2]["choices"][0]["key"]},
        "multiple": {"choices": [one["key"] for one in by_type["multiple"][2]["choices"][:2]]},
        "true_false": {"value": True},
        "short_text": {"text": "CanaryDiaspora"},
        "numeric": {"text": "221"},
        "matching": {"pairs": pairs},
    }
    answers = [Sent(slot=by_type[kind][0], answer=answer) for kind, answer in sent.items()]
    result = submit(attempt, *answers)
    assert result.attempt.raw_marks == 6
    assert (result.fraction, result.attempt.needs_grading) == (1, 0)
    for response in attempt.responses.exclude(fraction=None):
        question = questions[str(response.question_key)]
        assert grade(question, response.answer).fraction == response.fraction


def test_results_follow_the_method_and_can_be_made_anew(enrolment):
    quiz = make_quiz(make_question(true_false()), grade_method="last")
    submit(start(enrolment, quiz), Sent(slot=1, answer={"value": True}))
    submit(start(enrolment, quiz), Sent(slot=1, answer={"value": False}))
    result = QuizResult.objects.get()
    assert (result.fraction, result.passed, result.attempt.number) == (0, False, 2)
    kept = (result.fraction, result.passed, result.attempt_id, result.counted, result.method)
    QuizResult.objects.all().delete()
    call_command("rebuild_results")
    again = QuizResult.objects.get()
    assert kept == (again.fraction, again.passed, again.attempt_id, again.counted, again.method)


def test_observers_only_preview(member):
    enrolment = enrol(member, role=LearnerRole.OBSERVER)
    attempt = start(enrolment, make_quiz(make_question()))
    assert attempt.is_preview
    submit(attempt)
    assert not QuizResult.objects.exists()


def test_the_audit_finds_a_mark_that_was_changed_by_hand(attempt):
    submit(attempt, text("canarydiaspora", seq=1))
    Response.objects.filter(attempt=attempt, slot=2).update(fraction=1)
    assert any("slot 2" in words for words in audit_grades())
    with pytest.raises(Exception, match="differ"):
        call_command("audit_grades")


# --- Time ---------------------------------------------------------------------------------------
LIMIT = timedelta(minutes=10)


@pytest.fixture
def timed(enrolment):
    """Ten minutes for one short text."""
    return start(enrolment, make_quiz(make_question(short_text()), time_limit_seconds=600))


def test_a_save_within_our_allowance_counts_and_one_after_it_is_kept_only(timed):
    """I8."""
    edge = NOW + LIMIT + GRACE
    assert save(timed, text("in time", seq=1), at=edge)[0].status == SaveStatus.APPLIED
    late = save(timed, text("late", seq=2), at=edge + timedelta(milliseconds=1))[0]
    assert late.status == SaveStatus.LATE
    event = ResponseEvent.objects.get(late=True)
    assert (event.applied, event.answer) == (False, {"text": "late"})
    assert answer_in(timed) == {"text": "in time"}


def test_an_attempt_sent_in_the_allowance_was_sent_at_its_deadline(timed):
    result = submit(timed, at=NOW + LIMIT + GRACE)
    assert result.attempt.submitted_at == NOW + LIMIT
    assert result.attempt.submit_reason == "learner"


def test_answers_sent_too_late_do_not_count_and_the_attempt_is_graded(timed):
    save(timed, text("canarydiaspora", seq=1))
    result = submit(timed, text("wrong", seq=2), at=NOW + LIMIT + GRACE + MINUTE)
    assert (result.fraction, result.attempt.submit_reason) == (1, "timer")
    assert result.attempt.submitted_at == NOW + LIMIT


def test_the_sweeper_leaves_thirty_seconds_for_saves_on_their_way(timed):
    save(timed, text("canarydiaspora", seq=1))
    edge = NOW + LIMIT + GRACE + timedelta(seconds=30)
    assert close_overdue_attempts(now=edge) == 0
    assert close_overdue_attempts(now=edge + timedelta(seconds=1)) == 1
    assert close_overdue_attempts(now=edge + MINUTE) == 0
    timed.refresh_from_db()
    assert (timed.state, timed.fraction, timed.submit_reason) == ("graded", 1, "sweeper")
    assert timed.submitted_at == NOW + LIMIT


def test_reading_an_attempt_past_its_time_closes_it(timed):
    assert settle(timed, NOW + LIMIT + GRACE).is_open
    assert settle(timed, NOW + LIMIT + 3 * MINUTE).state == AttemptState.GRADED


def test_a_start_after_the_time_closes_the_former_attempt(enrolment, timed):
    quiz_key = timed.quiz_key
    later = NOW + LIMIT + 5 * MINUTE
    again = start_attempt(enrolment=enrolment, quiz_key=quiz_key, locale="en", arrived_at=later)
    timed.refresh_from_db()
    assert (timed.state, again.number) == (AttemptState.GRADED, 2)


def timed_quiz(**fields):
    return make_quiz(make_question(short_text()), time_limit_seconds=600, **fields)


def test_in_the_time_of_grace_one_may_send_what_was_saved(enrolment):
    quiz = timed_quiz(on_timeout="grace", grace_seconds=600)
    attempt = start(enrolment, quiz)
    save(attempt, text("canarydiaspora", seq=1))
    close_overdue_attempts(now=NOW + LIMIT + 2 * MINUTE)
    attempt.refresh_from_db()
    assert attempt.state == AttemptState.OVERDUE
    assert save(attempt, text("new", seq=9), at=NOW + LIMIT + 3 * MINUTE)[0].status == "late"
    result = submit(attempt, at=NOW + LIMIT + 9 * MINUTE)
    assert (result.attempt.state, result.fraction) == (AttemptState.GRADED, 1)
    assert result.attempt.submitted_at == NOW + LIMIT


def test_after_the_time_of_grace_the_attempt_is_lost_and_counts(enrolment):
    quiz = timed_quiz(on_timeout="grace", grace_seconds=600, attempts_allowed=1)
    attempt = start(enrolment, quiz)
    close_overdue_attempts(now=NOW + LIMIT + 12 * MINUTE)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.fraction) == (AttemptState.ABANDONED, None)
    with pytest.raises(CannotStart, match="used all"):
        start(enrolment, quiz, NOW + timedelta(hours=2))


def test_where_the_quiz_says_so_time_out_loses_the_attempt(enrolment):
    attempt = start(enrolment, timed_quiz(on_timeout="abandon"))
    close_overdue_attempts(now=NOW + LIMIT + 5 * MINUTE)
    attempt.refresh_from_db()
    assert attempt.state == AttemptState.ABANDONED


def test_more_time_reaches_an_open_attempt_and_never_takes_any(timed, facilitator):
    """I7."""
    grant = {"quiz_key": timed.quiz_key, "by": facilitator, "reason": "Power cut"}
    grant_override(**grant, enrolment=timed.enrolment, extra_seconds=600)
    timed.refresh_from_db()
    assert timed.deadline_at == NOW + 2 * LIMIT
    grant_override(**grant, enrolment=timed.enrolment, extra_seconds=0)
    timed.refresh_from_db()
    assert timed.deadline_at == NOW + 2 * LIMIT
    timed.deadline_at = NOW + LIMIT
    with pytest.raises(ValueError, match="never moves earlier"):
        timed.save()


def test_only_facilitators_and_admins_extend(timed, facilitator, admin):
    grant = {"quiz_key": timed.quiz_key, "reason": "", "enrolment": timed.enrolment}
    for user in (timed.enrolment.user, UserFactory()):
        with pytest.raises(PermissionDenied):
            grant_override(**grant, by=user)
    for user in (facilitator, admin):
        assert grant_override(**grant, by=user).granted_by == user


def test_an_abandoned_attempt_is_reopened_and_a_graded_one_never(enrolment, facilitator):
    quiz = timed_quiz(on_timeout="abandon")
    attempt = start(enrolment, quiz)
    close_overdue_attempts(now=NOW + LIMIT + 5 * MINUTE)
    later = {"deadline_at": timezone.now() + timedelta(hours=1), "by": facilitator, "reason": "x"}
    attempt = reopen_attempt(attempt=attempt, **later)
    assert attempt.state == AttemptState.IN_PROGRESS
    submit(attempt, at=timezone.now())
    with pytest.raises(CannotReopen):
        reopen_attempt(attempt=attempt, **later)


def test_an_attempt_is_seen_by_its_learner_their_facilitator_and_admins(
    attempt, facilitator, admin, anonymous
):
    other = UserFactory()
    leader_elsewhere = UserFactory()
    RunFacilitator.objects.create(run=make_run(), user=leader_elsewhere)
    sees = {attempt.enrolment.user: True, facilitator: True, admin: True, other: False}
    sees |= {leader_elsewhere: False, anonymous: False}
    for user, expected in sees.items():
        assert can_view_attempt(user, attempt) is expected
        assert Attempt.objects.visible_to(user).contains(attempt) is expected


# --- What the database refuses ------------------------------------------------------------------
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
    """I13."""
    from django.db.models import ProtectedError

    submit(attempt, text("canarydiaspora", seq=1))
    with pytest.raises(ProtectedError):
        attempt.delete()
    with pytest.raises(ProtectedError):
        attempt.enrolment.delete()


def test_an_erased_learner_leaves_an_attempt_of_nobody(attempt):
    submit(attempt)
    attempt.enrolment.user.delete()
    attempt.refresh_from_db()
    assert attempt.enrolment.user_id is None
    assert audit_grades() == []


def test_a_negative_mark_lowers_the_sum_and_not_below_nothing(enrolment):
    bad = choice("A bank", "-0.3333333")
    quiz = make_quiz(make_question(single(choice("IOM", "1"), bad)), marks=["2"])
    attempt = start(enrolment, quiz)
    result = submit(attempt, Sent(slot=1, answer={"choice": bad["id"]}))
    assert (result.attempt.raw_marks, result.fraction) == (Decimal("-0.6666666"), 0)
