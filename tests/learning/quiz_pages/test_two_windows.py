"""One test in two windows: which answer counts, and that both say so (learning.md §6)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from learning.models import Response
from learning.taking.answers import answer_hash
from tests.factories.quizzes import make_question, make_quiz, matching, number, numeric, short_text
from tests.learning.attempts.steps import ms
from tests.learning.quiz_pages.steps import address, begin, fields_of, item, post_json

pytestmark = pytest.mark.django_db


def test_an_older_answer_is_told_with_the_one_that_counts(visitor, place):
    attempt = begin(place, make_quiz(make_question(short_text())))
    post_json(visitor, attempt, item(answer={"text": "newer"}, seq=20))
    row = post_json(visitor, attempt, item(answer={"text": "older"}, seq=10)).json()["answers"][0]
    assert (row["status"], row["answer"]) == ("older", {"text": "newer"})
    assert row["rendered"] == answer_hash({"text": "newer"}), "a plain form leaves it alone"


def test_the_answer_that_counts_names_no_key(visitor, place):
    """I14: pairs come by the place of their option, as they are sent."""
    attempt = begin(place, make_quiz(make_question(matching(("a", "1"), ("b", "2"), ("c", "3")))))
    stems = attempt.layout["slots"]["1"]["stems"]
    newer = {"pairs": dict.fromkeys(stems, "2")}
    post_json(visitor, attempt, item(answer=newer, seq=20))
    older = {"pairs": dict.fromkeys(stems, "1")}
    row = post_json(visitor, attempt, item(answer=older, seq=10)).json()["answers"][0]
    assert row["answer"] == newer


def test_a_form_that_comes_later_is_newer_whatever_the_clock_of_the_script_said(visitor, place):
    attempt = begin(place, make_quiz(make_question(short_text())))
    ahead = ms(timezone.now() + timedelta(minutes=4))
    post_json(visitor, attempt, item(answer={"text": "from the script"}, seq=ahead))
    form = fields_of(visitor.get(address("attempt", attempt)).content.decode())
    visitor.post(address("save", attempt), form | {"s1": "from the form", "go": "save"})
    assert Response.objects.get().answer == {"text": "from the form"}


def test_the_page_has_the_words_for_an_older_answer(visitor, place):
    attempt = begin(place, make_quiz(make_question(short_text())))
    html = visitor.get(address("attempt", attempt)).content.decode()
    assert 'data-older="Another window has a newer answer, which counts.' in html


READ_AS = [("5000 m", "5,000"), ("5000 kg", "5,000"), ("5 km", ""), ("5 kg", ""), ("5000", "5,000")]


@pytest.mark.parametrize(("typed", "words"), READ_AS)
def test_how_a_number_was_read_tells_of_no_unit(typed, words, visitor, place):
    """I14: a value in the key's unit would tell which units count."""
    units = [("km", "1"), ("m", "0.001")]
    question = make_question(numeric(number("5"), units=units, unit_mode="graded"))
    attempt = begin(place, make_quiz(question))
    row = post_json(visitor, attempt, item(answer={"text": typed})).json()["answers"][0]
    assert (row["state"], row["read_as"]) == ("complete", words)
