"""A quiz is taken whole without script (learning.md §17, §23)."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import SESSION_KEY
from django.urls import reverse
from django.utils import timezone

from common.templatetags.m4d import deadline
from learning.models import Attempt, AttemptState, Enrolment, ResponseEvent
from learning.taking.pages import save_token
from learning.taking.submitting import submit_attempt
from tests.factories.members import UserFactory
from tests.factories.quizzes import (
    EVERY_TYPE,
    enrol,
    make_question,
    make_quiz,
    make_run,
    numeric,
    short_text,
    true_false,
)
from tests.learning.quiz_pages.steps import address, begin, fields_of, item, post_json

pytestmark = pytest.mark.django_db


# --- The whole way, by plain forms --------------------------------------------------------------
def test_a_quiz_is_taken_by_plain_forms_alone(visitor, place):
    quiz = make_quiz(make_question(true_false()), make_question(short_text()), questions_per_page=1)
    start = reverse("learning:quiz", args=[quiz.translation_key])
    page = visitor.get(start)
    assert "2 questions" in page.content.decode()
    assert "You pass with 70%" in page.content.decode()
    answer = visitor.post(start)
    attempt = Attempt.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, address("attempt", attempt))

    first = visitor.get(answer["Location"]).content.decode()
    assert "Page 1 of 2" in first
    sent = fields_of(first) | {"s1": "true", "go": "next"}
    answer = visitor.post(address("save", attempt), sent)
    assert answer["Location"] == f"{address('attempt', attempt)}?page=2&saved=1"
    second = visitor.get(answer["Location"]).content.decode()
    sent = fields_of(second) | {"s2": "canarydiaspora", "go": "finish"}
    answer = visitor.post(address("save", attempt), sent)
    assert answer["Location"] == address("summary", attempt)
    summary = visitor.get(answer["Location"]).content.decode()
    assert "All questions are answered." in summary
    answer = visitor.post(address("submit", attempt), fields_of(summary))
    assert (answer.status_code, answer["Location"]) == (303, address("review", attempt))
    review = visitor.get(answer["Location"]).content.decode()
    assert "You have 2 of 2 marks" in review
    assert "That is 100%" in review
    again = visitor.post(address("submit", attempt), fields_of(summary))
    assert again["Location"] == address("review", attempt)
    assert visitor.get(address("attempt", attempt))["Location"] == address("review", attempt)


def test_in_its_time_of_grace_every_page_of_an_attempt_says_until_when_it_is_taken(visitor, place):
    quiz = make_quiz(
        make_question(short_text()), time_limit_seconds=60, on_timeout="grace", grace_seconds=7200
    )
    start = reverse("learning:quiz", args=[quiz.translation_key])
    assert "for 120 minutes" in visitor.get(start).content.decode(), "the rule, before one begins"
    attempt = begin(place, quiz, at=timezone.now() - timedelta(hours=1))
    ends = deadline(attempt.deadline_at + timedelta(hours=2))
    for url in (start, address("summary", attempt)):
        assert f"what you have saved, until {ends}." in visitor.get(url).content.decode()
    assert visitor.get(address("attempt", attempt))["Location"] == address("summary", attempt)
    summary = visitor.get(address("summary", attempt)).content.decode()
    assert "Question 1" in summary, "what is missing is told"
    assert address("attempt", attempt) + "?" not in summary, "and no link leads back to itself"
    assert "Back to the questions" not in summary


def test_the_close_of_a_run_is_written_with_the_month_in_words(visitor, place):
    place.run.closes_at = datetime(2030, 3, 4, 15, 9, tzinfo=UTC)
    place.run.save()
    quiz = make_quiz(make_question(short_text()))
    page = visitor.get(reverse("learning:quiz", args=[quiz.translation_key])).content.decode()
    assert "The test closes on 4 March 2030, 15:09 UTC." in page


RULES = {
    "submit": "the answers you have saved are sent by themselves",
    "grace": "you may still send what you have saved, for 10 minutes",
    "abandon": "Send your answers before time is up: afterwards they do not count.",
}


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("limit", [600, None])
@pytest.mark.parametrize("policy", ["cut", "finish"])
def test_before_and_while_one_writes_it_is_said_what_becomes_of_it_at_the_end(
    visitor, place, rule, limit, policy
):
    """learning.md §6: limit, policy, what happens at time-out; also at the close alone."""
    place.run.closes_at = timezone.now() + timedelta(days=9)
    place.run.save()
    fields = {"on_timeout": rule, "grace_seconds": 600, "close_policy": policy}
    quiz = make_quiz(make_question(short_text()), time_limit_seconds=limit, **fields)
    pages = [visitor.get(reverse("learning:quiz", args=[quiz.translation_key]))]
    pages.append(visitor.get(address("attempt", begin(place, quiz))))
    start, attempt = (one.content.decode() for one in pages)
    assert ("What you have begun by then you may finish." in start) is (policy == "finish")
    assert ("What you have begun ends then, too." in start) is (policy == "cut")
    has_an_end = limit is not None or policy == "cut"
    for html in (start, attempt):
        assert html.count(RULES[rule]) == has_an_end


def test_a_test_that_ends_another_day_says_which(visitor, place):
    """ "At 15:09" alone would be taken for today's."""
    place.run.closes_at = datetime(2130, 3, 4, 15, 9, tzinfo=UTC)
    place.run.save()
    attempt = begin(place, make_quiz(make_question(short_text()), close_policy="cut"))
    page = visitor.get(address("attempt", attempt)).content.decode()
    assert "The test closes on 4 March 2130, 15:09 UTC." in page
    soon = begin(place, make_quiz(make_question(short_text()), time_limit_seconds=60))
    ends = soon.deadline_at
    if ends.date() == timezone.now().date():  # the others are the case above
        page = visitor.get(address("attempt", soon)).content.decode()
        assert f"The test ends at {ends:%H:%M} UTC." in page


def test_the_summary_names_what_is_missing_and_what_cannot_be_read(visitor, place):
    quiz = make_quiz(make_question(numeric()), make_question(short_text()))
    attempt = begin(place, quiz)
    page = visitor.get(address("attempt", attempt)).content.decode()
    visitor.post(address("save", attempt), fields_of(page) | {"s1": "about ten", "go": "save"})
    summary = visitor.get(address("summary", attempt)).content.decode()
    assert "Question 1: write a number" in summary
    assert f"{address('attempt', attempt)}?page=1#s2" in summary
    assert (
        "This cannot be read as a number."
        in visitor.get(address("attempt", attempt)).content.decode()
    )


def test_the_page_shows_how_a_number_was_read(visitor, place):
    attempt = begin(place, make_quiz(make_question(numeric())))
    post_json(visitor, attempt, item(answer={"text": "12 500"}))
    page = visitor.get(address("attempt", attempt)).content.decode()
    assert "Read as <bdi>12,500</bdi>" in page
    assert 'value="12 500"' in page


def test_an_answer_that_is_too_long_comes_back_whole_with_the_reason_at_its_question(
    visitor, place
):
    attempt = begin(place, make_quiz(make_question(short_text()), make_question(short_text())))
    page = visitor.get(address("attempt", attempt)).content.decode()
    long = "x" * 1001
    answer = visitor.post(
        address("save", attempt), fields_of(page) | {"s1": long, "s2": "fine", "go": "next"}
    )
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Error:" in html
    assert '<a href="#s1">' in html
    assert f'value="{long}"' in html
    assert attempt.responses.get(slot=2).answer == {"text": "fine"}


def test_a_stale_tab_overwrites_nothing(visitor, place):
    attempt = begin(place, make_quiz(make_question(short_text()), make_question(short_text())))
    stale = fields_of(visitor.get(address("attempt", attempt)).content.decode())
    visitor.post(address("save", attempt), stale | {"s1": "first tab", "s2": "", "go": "save"})
    visitor.post(address("save", attempt), stale | {"s1": "", "s2": "second tab", "go": "save"})
    answers = list(attempt.responses.values_list("answer", flat=True))
    assert answers == [{"text": "first tab"}, {"text": "second tab"}]


def test_what_the_form_says_about_marks_and_layout_is_ignored(visitor, place):
    attempt = begin(place, make_quiz(make_question(true_false())))
    page = fields_of(visitor.get(address("attempt", attempt)).content.decode())
    forged = {"s1": "false", "max_mark": "9", "fraction": "1", "layout": "{}", "submitted_at": "0"}
    visitor.post(address("submit", attempt), page | forged)
    attempt.refresh_from_db()
    assert (attempt.fraction, attempt.max_marks) == (0, 1)


def test_the_start_says_why_and_when_it_is_refused(visitor, place):
    quiz = make_quiz(make_question(), retry_delay_seconds=3600)
    submit_attempt(
        attempt_uuid=begin(place, quiz).uuid, learner=place.user, arrived_at=timezone.now()
    )
    start = reverse("learning:quiz", args=[quiz.translation_key])
    answer = visitor.post(start)
    assert answer.status_code == 409
    assert "You may try again later." in answer.content.decode()
    assert "on it is open to you" in answer.content.decode()


def test_the_answers_come_as_a_file(visitor, place):
    quiz = make_quiz(*(make_question(block()) for block in EVERY_TYPE))
    attempt = begin(place, quiz)
    post_json(visitor, attempt, item(slot=4, answer={"text": "my words"}))
    answer = visitor.get(address("answers", attempt))
    assert answer["Content-Disposition"].startswith("attachment")
    assert "my words" in answer.content.decode()
    assert str(attempt.uuid) in answer.content.decode()


# --- Who may ------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["attempt", "summary", "review", "answers"])
def test_another_learners_attempt_does_not_exist(client, place, name):
    attempt = begin(place, make_quiz(make_question()))
    client.force_login(UserFactory())
    assert client.get(address(name, attempt)).status_code == 404
    client.logout()
    assert client.get(address(name, attempt)).status_code == 302


@pytest.mark.parametrize("name", ["save", "submit"])
def test_a_page_that_is_too_old_leads_back_to_the_test(name, visitor, place):
    attempt = begin(place, make_quiz(make_question(short_text())))
    answer = visitor.post(address(name, attempt), {"token": "old", "s1": "late"})
    assert answer.status_code == 403
    link = f'href="{address("attempt", attempt)}">Open the test again</a>'
    assert link in answer.content.decode()


@pytest.mark.parametrize("name", ["save", "submit"])
def test_the_address_of_a_form_that_was_refused_leads_to_the_attempt(name, visitor, place):
    """The menu of languages on that page is followed by reading it."""
    attempt = begin(place, make_quiz(make_question(short_text())))
    assert visitor.get(address(name, attempt))["Location"] == address("attempt", attempt)


@pytest.mark.parametrize("name", ["save", "submit"])
def test_saving_to_anothers_attempt_answers_404_and_a_forged_token_403(
    client, visitor, place, name
):
    attempt = begin(place, make_quiz(make_question(short_text())))
    sent = item(answer={"text": "x"})
    for token in ("", "forged", save_token(begin(place, make_quiz(make_question())))):
        assert post_json(visitor, attempt, sent, token=token, url=name).status_code == 403
    other = UserFactory()
    client.force_login(other)
    assert post_json(client, attempt, sent, url=name).status_code == 404
    assert not ResponseEvent.objects.exists()
    attempt.refresh_from_db()
    assert attempt.state == AttemptState.IN_PROGRESS


def test_a_quiz_without_a_place_in_its_course_does_not_exist(client, place):
    quiz = make_quiz(make_question())
    client.force_login(UserFactory())
    assert client.get(reverse("learning:quiz", args=[quiz.translation_key])).status_code == 404


# --- Signed out in the middle -------------------------------------------------------------------
def test_a_form_without_a_session_keeps_its_answers_until_the_person_has_signed_in(
    visitor, member, place
):
    attempt = begin(place, make_quiz(make_question(short_text())))
    page = fields_of(visitor.get(address("attempt", attempt)).content.decode())
    visitor.logout()
    answer = visitor.post(address("save", attempt), page | {"s1": 'my "words"', "go": "save"})
    html = answer.content.decode()
    assert answer.status_code == 401
    assert "Signed in, save now" in html
    assert '<input type="hidden" name="s1" value="my &quot;words&quot;">' in html
    visitor.force_login(member)
    visitor.post(address("save", attempt), page | {"s1": 'my "words"', "go": "save"})
    assert attempt.responses.get().answer == {"text": 'my "words"'}


def test_the_script_is_told_to_sign_in_and_its_old_token_still_works(visitor, member, place):
    """Sign-in changes the CSRF token; the save token stays good."""
    attempt = begin(place, make_quiz(make_question(short_text())))
    token = save_token(attempt)
    visitor.logout()
    assert SESSION_KEY not in visitor.session
    answer = post_json(visitor, attempt, item(answer={"text": "x"}), token=token)
    assert answer.status_code == 401
    assert "login" in answer.json()["sign_in_url"]
    visitor.force_login(member)
    assert post_json(visitor, attempt, item(answer={"text": "x"}), token=token).status_code == 200


def test_runs_are_told_apart_by_the_address(visitor, place, member):
    other = enrol(member, make_run(course_key=place.course_key, pacing="cohort"))
    quiz = make_quiz(make_question())
    start = reverse("learning:quiz", args=[quiz.translation_key])
    visitor.post(f"{start}?run={other.run.uuid}")
    assert Attempt.objects.get().enrolment == other
    assert visitor.get(f"{start}?run={uuid.uuid4()}").status_code == 404
    attempt = Attempt.objects.get()
    own = f'href="{start}?run={other.run.uuid}"'
    assert own in visitor.get(address("attempt", attempt)).content.decode()
    post_json(visitor, attempt, url="submit")
    assert own in visitor.get(address("review", attempt)).content.decode()


def test_without_a_run_the_address_means_the_one_in_which_one_learns(visitor, place, member):
    """As the pages of the course do: one that is completed is not gone on with."""
    newer = enrol(member, make_run(course_key=place.course_key, pacing="cohort"))
    Enrolment.objects.filter(pk=newer.pk).update(
        status="completed",
        completed_at=timezone.now(),
        enrolled_at=timezone.now() + timedelta(days=1),
    )
    quiz = make_quiz(make_question())
    visitor.post(reverse("learning:quiz", args=[quiz.translation_key]))
    assert Attempt.objects.get().enrolment == place
