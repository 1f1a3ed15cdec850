"""From a query to terms (search.md §6, §7)."""

from hypothesis import given
from hypothesis import strategies as st

from search.analysis import stem, terms_of
from search.asking import question_of
from search.parser import parse

SITE = ["en", "fr", "es"]


def terms(typed, languages=SITE):
    """The groups as lists of alternatives, phrases with blanks."""
    question = question_of(parse(typed), languages)
    return [[" ".join(one.terms) for one in group.any_of] for group in question.groups]


def test_a_word_asks_for_its_stems_in_the_languages_of_its_script():
    assert terms("migrants") == [list(dict.fromkeys(stem("migrants", one) for one in SITE))]


def test_the_readers_own_language_comes_first():
    assert terms("politiques", ["fr", "en"])[0][0] == stem("politiques", "fr")


def test_stop_words_beside_others_ask_for_nothing():
    assert terms("the diaspora", ["en"]) == [["diaspora"]]


def test_stop_words_alone_are_asked_of_titles_as_they_stand():
    question = question_of(parse("who"), ["en"])
    assert question.of_titles
    assert question.groups[0].any_of[0].terms == ("who",)


def test_a_phrase_is_read_in_each_language_without_its_stop_words():
    assert terms('"policy of return"', ["en"]) == [[" ".join(terms_of("policy return", "en"))]]


def test_an_apostrophe_leaves_the_word():
    assert terms("l’emploi", ["fr"]) == [["emploi"]]


def test_the_beginning_of_a_word_is_not_stemmed():
    question = question_of(parse("remittanc*"), SITE)
    (asked,) = question.groups[0].any_of
    assert (asked.terms, asked.is_prefix) == (("remittanc",), True)


def test_what_is_left_out_is_left_out_in_each_language():
    question = question_of(parse("return -borders"), ["en", "fr"])
    assert [one.terms for one in question.excluded] == [
        (term,) for term in dict.fromkeys([stem("borders", "en"), stem("borders", "fr")])
    ]


@given(st.text(max_size=300))
def test_any_text_becomes_a_question_with_terms(typed):
    question = question_of(parse(typed), SITE)
    for group in question.groups:
        assert group.any_of
        assert all(one.terms and all(one.terms) for one in group.any_of)


@given(
    st.lists(st.sampled_from(["return", "the", "policy", "of", "2030", "وال", "国"]), max_size=6)
)
def test_a_question_asks_for_something_wherever_a_word_was_typed(words):
    query = parse(" ".join(words))
    assert bool(question_of(query, SITE).groups) is bool(query.groups)
