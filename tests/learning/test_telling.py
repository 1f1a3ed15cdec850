"""Who hears that the clock closed an attempt, or that a quiz did not compile (learning.md §16)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from common.zones import deadline_words
from learning.exchange.importing import apply_import, plan_import
from learning.models import AttemptState, LearnerRole, Quiz, RunFacilitator
from learning.taking.closing import close_overdue_attempts, settle
from learning.taking.extending import reopen_attempt
from learning.taking.starting import start_attempt
from notifications.models import Notification
from notifications.registry import Told, type_of
from tests.factories.members import UserFactory
from tests.factories.quizzes import enrol, make_question, make_quiz, short_text
from tests.factories.taxonomy import english

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def enrolment(member):
    return enrol(member)


def begun(enrolment, **fields):
    """An attempt of two hours ago at a quiz of one minute."""
    quiz = make_quiz(make_question(short_text()), time_limit_seconds=60, **fields)
    return start_attempt(
        enrolment=enrolment,
        quiz_key=quiz.translation_key,
        locale="en",
        arrived_at=timezone.now() - 2 * HOUR,
    )


def described(kind, recipient, target, **data):
    """The message, through the type's own rule of who sees the thing; None where they do not."""
    found = type_of(kind).targets(recipient).filter(pk=target.pk).first()
    if found is None:
        return None
    told = Told(recipient=recipient, target=found, actor=None, data=data, count=1)
    return type_of(kind).describe(told)


# --- The clock ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("policy", "state", "words", "leads_to"),
    [
        ({"on_timeout": "submit"}, "graded", "were sent", "review"),
        ({"on_timeout": "abandon"}, "abandoned", "before you sent", "review"),
        (
            {"on_timeout": "grace", "grace_seconds": 20_000},
            "overdue",
            "send your answers now",
            "summary",
        ),
    ],
)
def test_the_learner_hears_what_the_clock_did_and_what_is_left_to_do(
    policy, state, words, leads_to, enrolment, member
):
    attempt = begun(enrolment, title="Core test", **policy)
    assert close_overdue_attempts(now=timezone.now()) == 1
    attempt.refresh_from_db()
    assert attempt.state == state
    assert Notification.objects.get().recipient == member
    message = described("learning.timeout", member, attempt)
    assert words in message.title
    assert "Core test" in message.title
    assert message.url == reverse(f"learning:{leads_to}", args=[attempt.uuid])
    ends = attempt.deadline_at + timedelta(seconds=20_000)
    assert (f"by {deadline_words(ends)}." in message.text) is (state == "overdue")
    assert "%" not in message.title + message.text, "a result is the review's to show"


def test_a_learner_hears_that_a_lost_attempt_is_open_again_and_until_when(enrolment, member):
    attempt = begun(enrolment, title="Core test", on_timeout="abandon")
    close_overdue_attempts(now=timezone.now())
    RunFacilitator.objects.create(run=enrolment.run, user=(leader := UserFactory()))
    until = datetime(2030, 3, 14, 15, 9, tzinfo=UTC)
    reopen_attempt(attempt=attempt, deadline_at=until, by=leader, reason="Power cut")
    message = described("learning.reopened", member, attempt)
    assert "Core test" in message.title
    assert "14 March 2030, 15:09 UTC" in message.text
    assert message.url == reverse("learning:attempt", args=[attempt.uuid])
    assert "Power cut" not in message.title + message.text, "the reason is staff's"
    assert described("learning.timeout", member, attempt) is None, "that is over"
    assert described("learning.reopened", leader, attempt) is None


def test_the_clock_tells_once(enrolment):
    begun(enrolment)
    for _twice in range(2):
        close_overdue_attempts(now=timezone.now())
    assert Notification.objects.get().count == 1


def test_who_is_there_when_time_is_up_needs_no_mail(enrolment):
    """Their own page closes the attempt and says so."""
    attempt = settle(begun(enrolment), timezone.now())
    assert attempt.state == AttemptState.GRADED
    assert not Notification.objects.exists()


def test_nobody_is_told_of_a_preview_or_of_an_erased_learners_attempt(member):
    observer = enrol(UserFactory(), role=LearnerRole.OBSERVER)
    begun(observer)
    gone = enrol(member)
    begun(gone)
    gone.user = None
    gone.save()
    assert close_overdue_attempts(now=timezone.now()) == 2
    assert not Notification.objects.exists()


def test_another_person_sees_nothing_of_it(enrolment):
    attempt = begun(enrolment)
    close_overdue_attempts(now=timezone.now())
    assert described("learning.timeout", UserFactory(), attempt) is None


# --- Compiling ----------------------------------------------------------------------------------
def test_a_publication_that_fails_on_the_clock_is_told_to_who_wrote_it(admin):
    question = make_question()
    quiz = make_quiz(question, make_question(), compiled=False, live=False, title="Core test")
    quiz.save_revision(user=admin).publish()
    assert not Notification.objects.exists()
    question.unpublish()
    Quiz.objects.filter(pk=quiz.pk).update(go_live_at=timezone.now() - HOUR)
    quiz = Quiz.objects.get()
    revision = quiz.save_revision(user=admin)
    type(revision).objects.filter(pk=revision.pk).update(approved_go_live_at=timezone.now() - HOUR)
    call_command("publish_scheduled")
    told = Notification.objects.get()
    assert (told.type, told.recipient) == ("learning.not_compiled", admin)
    message = described("learning.not_compiled", admin, quiz, **told.data)
    assert "“Core test” did not reach learners: 1 problem" in message.title
    assert "is not published in the language" in message.text
    assert message.url == reverse("wagtailsnippets_learning_quiz:edit", args=[quiz.pk])


def test_who_may_not_change_quizzes_hears_nothing_of_them(member):
    quiz = make_quiz(make_question())
    assert described("learning.not_compiled", member, quiz, problems=["x"]) is None


# --- Importing ------------------------------------------------------------------------------------
def imported(by):
    """A file of one question and one that is there already, read and made into drafts."""
    file = b"::One::Ask {=a ~b}\n\n::Again::Ask {=a ~b}\n"
    batch = plan_import(file=file, file_name="core.gift", locale=english(), by=by)
    assert not Notification.objects.exists()
    return apply_import(batch=batch, by=by)


def test_who_asked_for_an_import_hears_once_that_it_is_finished_and_where_its_report_is(admin):
    """Whoever closed its page finds it again."""
    batch = imported(admin)
    apply_import(batch=batch, by=admin)
    told = Notification.objects.get()
    assert (told.type, told.recipient, told.count) == ("learning.imported", admin, 1)
    message = described("learning.imported", admin, batch)
    assert message.title == "The import of “core.gift” is finished"
    assert message.text == "Drafts: 1. Already in the bank: 1. Refused: 0."
    assert message.url == f"/cms/snippets/learning/question/import/{batch.pk}/"


def test_who_may_not_import_hears_nothing_of_imports_nor_of_one_that_goes_on(admin, member):
    assert described("learning.imported", member, imported(admin)) is None
    file = b"::Two::Ask {=a ~c}"
    planned = plan_import(file=file, file_name="more.gift", locale=english(), by=admin)
    assert described("learning.imported", admin, planned) is None


def test_the_admin_lists_all_imports_with_their_state(client, admin):
    batch = imported(admin)
    file = b"::Two::Ask {=a ~c}"
    plan_import(file=file, file_name="more.gift", locale=english(), by=admin)
    client.force_login(admin)
    html = client.get(reverse("imports:list")).text
    assert f'href="/cms/snippets/learning/question/import/{batch.pk}/"' in html
    assert html.index("more.gift") < html.index("core.gift"), "the newest first"
    for words in ("Finished", "Not confirmed"):
        assert words in html
    found = client.get(reverse("imports:results"), {"q": "CORE"}).text
    assert "core.gift" in found
    assert "more.gift" not in found
