"""Words that mean the same, when a question is asked (search.md §6)."""

import pytest
from django.conf import settings

from search.analysis import stem
from search.asking import OTHER_WORDS, TYPED, question_of
from search.parser import parse
from search.synonyms import MAX_OTHERS, other_words
from taxonomy.models import Acronym, Synonym
from tests.factories.taxonomy import english

pytestmark = pytest.mark.django_db
SITE = [code for code, _name in settings.LANGUAGES]


def others(typed, lang="en"):
    """For each group what means the same, phrases with blanks."""
    return [[" ".join(piece.words) for piece in group] for group in other_words(parse(typed), lang)]


@pytest.mark.parametrize(
    ("typed", "other"), [("psaid", "paisd"), ("PAISD", "psaid"), ("jdmi", "jmdi"), ("JMDI", "jdmi")]
)
def test_the_spellings_of_our_first_texts_are_known_from_the_start(typed, other):
    assert other in others(typed)[0]


def test_any_form_of_a_word_finds_what_it_means():
    Synonym.objects.create(words="remittances", means="money transfers")
    assert others("remittance") == [["money transfers"]]


def test_a_phrase_counts_where_its_words_stand_side_by_side():
    Synonym.objects.create(words="money transfers", means="remittances")
    assert others("cost of money transfer") == [[], [], ["remittances"], ["remittances"]]
    assert others('"money transfers"') == [["remittances"]]
    assert others("transfer money") == [[], []]


def test_one_way_does_not_lead_back():
    Synonym.objects.create(words="hometown", means="village", both_ways=False)
    assert others("hometown village") == [["village"], []]


def test_words_of_one_language_are_for_its_readers():
    Synonym.objects.create(words="fonds", means="transferts", locale=english())
    assert others("fonds", "en") == [["transferts"]]
    assert others("fonds", "fr") == [[]]


def test_an_acronym_that_is_a_word_counts_in_capitals_only():
    Acronym.objects.create(words="WHO", means="World Health Organization", is_word=True)
    assert others("WHO") == [["world health organization"]]
    assert others("who") == [[]]
    assert others("world health organization")[0] == ["who"]


def test_a_group_has_five_alternatives_at_most():
    for at in range(MAX_OTHERS + 3):
        Synonym.objects.create(words="diaspora", means=f"other{at}")
    assert len(others("diaspora")[0]) == MAX_OTHERS


def test_the_beginning_of_a_word_has_no_synonyms():
    Synonym.objects.create(words="remit", means="send")
    assert others("remit*") == [[]]


def test_other_words_weigh_less_than_what_was_typed():
    Synonym.objects.create(words="remittances", means="transfers")
    query = parse("remittances transfers")
    question = question_of(query, SITE, other_words(query, "en"))
    weights = {asked.terms[0]: asked.weight for asked in question.groups[0].any_of}
    assert weights[stem("remittances", "en")] == TYPED
    assert weights[stem("transfers", "en")] == OTHER_WORDS


def test_a_word_both_typed_and_meant_has_its_full_weight():
    Synonym.objects.create(words="work", means="labour")
    query = parse("work OR labour")
    question = question_of(query, SITE, other_words(query, "en"))
    assert {asked.weight for asked in question.groups[0].any_of} == {TYPED}


def test_capitals_of_a_stop_word_ask_for_what_they_stand_for():
    Acronym.objects.create(words="WHO", means="World Health Organization", is_word=True)
    query = parse("WHO")
    question = question_of(query, ["en"], other_words(query, "en"))
    assert not question.of_titles
    assert [len(asked.terms) for asked in question.groups[0].any_of] == [3]


def test_signs_alone_mean_nothing():
    Synonym.objects.create(words="work", means="+++")
    assert others("work") == [[]]


def test_words_are_read_in_two_queries_and_then_kept(settings, django_assert_num_queries):
    settings.PARTS_KEPT_SECONDS = 60
    Synonym.objects.create(words="work", means="labour")
    with django_assert_num_queries(2):
        assert others("work") == [["labour"]]
    with django_assert_num_queries(0):
        assert others("work") == [["labour"]]


def test_a_new_synonym_counts_at_once(settings, django_capture_on_commit_callbacks):
    settings.PARTS_KEPT_SECONDS = 60
    assert others("work") == [[]]
    with django_capture_on_commit_callbacks(execute=True):
        Synonym.objects.create(words="work", means="labour")
    assert others("work") == [["labour"]]
