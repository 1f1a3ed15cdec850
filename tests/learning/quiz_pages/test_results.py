"""What a learner is told of how it went, and what to do next."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from common.templatetags.m4d import deadline
from learning.models import EnrolmentStatus
from tests.factories.quizzes import make_question, make_quiz, short_text, true_false
from tests.learning.quiz_pages.steps import address, begin, item, post_json

pytestmark = pytest.mark.django_db


@pytest.fixture
def settled(db):
    """Answers are shown once passed, or when none of three attempts is left."""
    fields = {"review": "answers", "review_from": "settled", "attempts_allowed": 3}
    return make_quiz(make_question(true_false(prompt="<p>Averages hide much.</p>")), **fields)


def take(visitor, place, quiz, *, is_right):
    attempt = begin(place, quiz)
    post_json(visitor, attempt, item(answer={"value": is_right}), url="submit")
    return attempt


def html_of(visitor, name, attempt):
    return visitor.get(address(name, attempt)).content.decode()


def start_of(visitor, quiz):
    return visitor.get(reverse("learning:quiz", args=[quiz.translation_key])).content.decode()


def test_whoever_fails_is_told_so_and_led_to_another_attempt(visitor, place, settled):
    """ "Settled" holds back answers, not the result (decision 0206)."""
    review = html_of(visitor, "review", take(visitor, place, settled, is_right=False))
    assert "Not passed yet" in review
    assert "You have 0 of 1 marks" in review
    assert "You have 2 attempts left." in review
    again = reverse("learning:quiz", args=[settled.translation_key]) + f"?run={place.run.uuid}"
    assert f'data-kind="primary" href="{again}">Try again' in review
    start = start_of(visitor, settled)
    assert "Attempts left: 2 of 3." in start
    assert "0%" in start
    assert "Graded" not in start


def test_the_review_offers_to_go_on_while_another_attempt_is_open(visitor, place, settled):
    """The page of the test says the same."""
    failed = take(visitor, place, settled, is_right=False)
    going_on = f'href="{address("attempt", begin(place, settled))}">Continue the test</a>'
    review = html_of(visitor, "review", failed)
    assert going_on in review
    assert "Try again</a>" not in review
    assert going_on in start_of(visitor, settled)


def test_once_passed_the_answers_of_all_attempts_are_shown(visitor, place, settled):
    failed = take(visitor, place, settled, is_right=False)
    assert "CANARY-GENERAL" not in html_of(visitor, "review", failed)
    take(visitor, place, settled, is_right=True)
    review = html_of(visitor, "review", failed)
    assert "CANARY-GENERAL" in review
    assert "Try again</a>" not in review


def test_while_the_last_attempt_is_written_no_answers_are_shown_for_it(visitor, place, settled):
    """ "No attempt left" is true from its start, and what was right before is right in it."""
    failed = [take(visitor, place, settled, is_right=False) for _unused in range(2)]
    last = begin(place, settled)
    for one in failed:
        assert "CANARY-GENERAL" not in html_of(visitor, "review", one)
    post_json(visitor, last, item(answer={"value": False}), url="submit")
    for one in (*failed, last):
        assert "CANARY-GENERAL" in html_of(visitor, "review", one)


def test_the_start_says_that_the_test_is_passed(visitor, place, settled):
    assert "You have passed this test." not in start_of(visitor, settled)
    take(visitor, place, settled, is_right=True)
    start = start_of(visitor, settled)
    assert "You have passed this test." in start
    assert "100%" in start
    assert 'data-kind="primary">Try again' not in start


def test_no_result_is_told_before_the_close_where_the_quiz_says_so(visitor, place):
    """Neither by the start nor by its list of attempts."""
    quiz = make_quiz(make_question(true_false()), review="score", review_from="after_close")
    review = html_of(visitor, "review", take(visitor, place, quiz, is_right=True))
    start = start_of(visitor, quiz)
    assert "You have passed" not in start
    for html in (review, start):
        assert "100%" not in html


def test_who_completes_the_course_with_a_test_is_told_on_the_spot(visitor, place, settled):
    attempt = take(visitor, place, settled, is_right=True)
    assert "You have completed this course." not in html_of(visitor, "review", attempt)
    place.status, place.completed_at = EnrolmentStatus.COMPLETED, attempt.created
    place.save()
    assert "You have completed this course." in html_of(visitor, "review", attempt)


def test_words_of_the_site_carry_no_language_of_the_quiz(visitor, place, settled):
    """A screen reader reads our French in French beside English questions."""
    attempt = begin(place, settled)
    for name in ("attempt", "review"):
        url = address(name, attempt).replace("/en/", "/fr/", 1)
        html = visitor.get(url).content.decode()
        assert '<span lang="en" dir="auto">Averages hide much.</span>' in html
        assert '<div lang="en">' not in html
        post_json(visitor, attempt, item(answer={"value": True}), url="submit")


@pytest.mark.parametrize("is_right", [True, False])
def test_what_is_asked_before_the_course_is_neither_passed_nor_failed(visitor, place, is_right):
    """learning.md §13, also where an editor lets learners see how they did."""
    quiz = make_quiz(make_question(true_false()), kind="pre", review="score")
    review = html_of(visitor, "review", take(visitor, place, quiz, is_right=is_right))
    percent = "100" if is_right else "0"
    assert f"That is {percent}%. It is asked before the course and counts for nothing." in review
    start = start_of(visitor, quiz)
    for html in (review, start):
        assert not [words for words in ("assed", "70%", "to pass") if words in html]
    assert "Try again</a>" not in review


def test_an_attempt_whose_time_is_up_says_in_the_list_until_when_it_is_taken(visitor, place):
    quiz = make_quiz(
        make_question(short_text()), time_limit_seconds=60, on_timeout="grace", grace_seconds=7200
    )
    attempt = begin(place, quiz, at=timezone.now() - timedelta(hours=1))
    table = start_of(visitor, quiz).partition("<table")[2]
    assert f"until {deadline(attempt.deadline_at + timedelta(hours=2))}</time>" in table
    assert "Time is up" in table


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"kind": "pre", "review": "nothing"}, "Counts for nothing"),
        ({"review": "nothing"}, "Not shown"),
        ({"review": "score", "review_from": "after_close"}, "Not shown yet"),
    ],
    ids=["pre-test", "nothing", "after the close"],
)
def test_the_list_of_attempts_promises_no_result_that_is_not_shown(visitor, place, fields, words):
    """ "Graded" would be the word of who graded it."""
    quiz = make_quiz(make_question(short_text()), **fields)
    attempt = begin(place, quiz)
    post_json(visitor, attempt, item(answer={"text": "x"}), url="submit")
    for html in (start_of(visitor, quiz), html_of(visitor, "review", attempt)):
        table = html.partition("<table")[2]
        assert f'<td class="number">{words}</td>' in table
        assert "Graded" not in table
