"""Queries do not grow with the questions (learning.md §22)."""

import pytest

from tests.factories.quizzes import (
    information,
    make_question,
    make_quiz,
    short_text,
)
from tests.learning.quiz_pages.steps import address, begin, item, post_json

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(visitor, place, django_assert_max_num_queries):
    """asked(count): the queries of each page of a quiz of so many questions."""

    def asked(count):
        quiz = make_quiz(
            *(make_question(short_text()) for _n in range(count)), make_question(information())
        )
        attempt = begin(place, quiz)
        visitor.get(address("attempt", attempt))  # what is kept of the frame is kept
        counted = []
        for name in ("attempt", "summary", "review"):
            if name == "review":
                post_json(visitor, attempt, url="submit")
            with django_assert_max_num_queries(12) as queries:
                assert visitor.get(address(name, attempt)).status_code == 200
            counted.append(len(queries))
        return counted

    return asked


def test_the_pages_ask_the_same_number_of_queries_for_any_number_of_questions(asked):
    """learning.md §22: at most 12, constant."""
    assert asked(1) == asked(100)


@pytest.mark.parametrize("count", [1, 30])
def test_an_autosave_asks_at_most_eight_queries(
    visitor, place, count, table, django_assert_max_num_queries
):
    """learning.md §22, with the tokens of the limit beside it: one read and one write."""
    attempt = begin(place, make_quiz(*(make_question(short_text()) for _n in range(count))))
    sent = [item(slot=slot, answer={"text": "x"}) for slot in range(1, count + 1)]
    with django_assert_max_num_queries(8 + LIMIT_QUERIES):
        assert post_json(visitor, attempt, *sent).status_code == 200


LIMIT_QUERIES = 2
