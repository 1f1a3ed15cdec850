"""Any text is a query that every engine answers (search.md §21, §22.8)."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.search.contract.box import MEMBER, document, question

SIGNS = "\"*^:(){}[]&|!\\-+~<>=/?#@%$;,.'’`´“”«»\x00\ud800\u200f\u0301\U0001e900NEAR OR AND NOT "
LANGUAGES = ["en", "fr", "es", "ar", "ka", "ru"]


@settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    typed=st.one_of(
        st.text(),
        st.text(alphabet=st.sampled_from(SIGNS + "abwho12éжع日本한")),
        st.lists(st.sampled_from(["who", "it*", "NEAR(", '"', "OR", "-x", "NOT", "a:b"])).map(
            " ".join
        ),
    ),
    required=st.integers(1, 13),
)
@example(typed='" * ^ : NEAR ( ) { }', required=1)
@example(typed="public_title:secret {restricted_text} : x", required=1)
@example(typed="who* -who OR", required=2)
def test_any_text_has_an_answer(box, typed, required):
    if not box.version:
        box.write(document("page:1", "Who works at NEAR", "and OR not x"))
    asked = question(typed, LANGUAGES)
    for who in (MEMBER,):
        answer = box.ask(asked, who, required=required)
        assert answer.total in (0, 1)
        assert box.ask(asked, who, required=required, sort="date").total == answer.total


@pytest.mark.parametrize(
    "typed", ["public_title : canary", "{public_text}:canary", "restricted_title:canary", "^canary"]
)
def test_names_of_columns_are_words(box, typed):
    """Nobody reaches another column, or the engine's language, through the box."""
    box.write(document("page:1", "Canary", audience=frozenset({"members"})))
    assert box.keys(typed) == set()
