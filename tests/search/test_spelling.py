"""Did you mean (search.md §9): of public words only, kept exactly, near and common ones first."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.audiences import GUESTS
from common.indexing import SearchDoc
from search.documents import Indexed
from search.models import SpellGram, SpellSource, SpellWord
from search.parser import parse
from search.spelling import corrected, corrections, nearest, other_spellings
from search.vocabulary import keep_only, learn

LANGUAGES = ["en", "fr", "es"]


def page(number, title, summary="", *, lang="en", public=True):
    document = SearchDoc(
        key=f"page:{number}",
        type="news",
        lang=lang,
        title=title,
        summary=summary,
        body="bodyword bodyword",
        url="/",
        audience=frozenset({"public"}),
    )
    return Indexed(document, public)


def known_words():
    return {(word.term, word.df) for word in SpellWord.objects.all() if word.df or not word.blocked}


@pytest.fixture
def vocabulary(db):
    """Words that two documents have, `diaspora` and `remittances` among them."""
    learn(
        [
            page(1, "Diaspora investment", "How remittances build houses"),
            page(2, "Diaspora and remittances", "Migration policy in Georgia"),
            page(3, "Investment guide", "Migration from Georgia"),
            page(4, "Transferts de fonds", "Développement des diasporas", lang="fr"),
            page(5, "Les transferts", "Fonds et développement des diasporas", lang="fr"),
        ]
    )


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("diapsora", "diaspora"),  # changed about
        ("diasprra", "diaspora"),  # wrong
        ("remitances", "remittances"),  # missing
        ("investmment", "investment"),  # too many
        ("invesment", "investment"),
        ("migratoin", "migration"),
        ("MIGRATOIN", "migration"),
        ("georgai", "georgia"),
        ("developement", "developpement"),  # French, found without its accent
        ("transfrets", "transferts"),
        ("hauses", None),  # one document alone says houses
        ("diaspora", None),
        ("xylophone", None),
        ("dia", None),
        ("ab", None),
        ("", None),
    ],
)
def test_a_misspelt_word_leads_to_the_nearest_public_one(typed, meant, vocabulary):
    assert nearest(typed, LANGUAGES) == meant


def test_a_form_of_a_known_word_is_no_correction(vocabulary):
    assert nearest("investments", LANGUAGES) is None
    assert nearest("remittance", LANGUAGES) is None


def test_the_nearest_comes_first_and_then_the_commonest(db):
    learn([page(n, "cattle") for n in range(5)])
    learn([page(n, "kettle settle") for n in range(10, 13)])
    learn([page(20, "settle")])
    assert nearest("bettle", LANGUAGES) == "settle"  # one letter from both; four documents
    assert nearest("catle", LANGUAGES) == "cattle"


def test_a_short_word_may_have_one_fault_only(db):
    learn([page(n, "bank") for n in range(2)])
    assert nearest("bonk", LANGUAGES) == "bank"
    assert nearest("bons", LANGUAGES) is None


def test_words_of_what_not_everybody_may_read_are_never_known(db):
    learn([page(n, "Canary", "birdsong", public=False) for n in range(3)])
    assert known_words() == set()
    assert nearest("canray", LANGUAGES) is None


def test_neither_are_words_for_guests_alone(db):
    """A profile as guests see it is nothing that a member may be told of."""
    shown = [page(n, "Canary", "birdsong") for n in range(3)]
    guests = [
        Indexed(replace(one.document, audience=frozenset({GUESTS})), one.public) for one in shown
    ]
    learn(guests)
    assert known_words() == set()
    learn(shown)
    assert ("canary", 3) in known_words()


def test_neither_are_words_of_bodies(vocabulary):
    assert not SpellWord.objects.filter(term="bodyword").exists()


def test_a_document_that_is_closed_takes_its_words_back(vocabulary):
    assert nearest("remitances", LANGUAGES) == "remittances"
    learn([page(2, "Diaspora and remittances", "Migration policy in Georgia", public=False)])
    assert nearest("remitances", LANGUAGES) is None
    assert not SpellSource.objects.filter(key="page:2").exists()


def test_a_document_that_is_gone_takes_its_words_back(vocabulary):
    learn([], gone=["page:2", "page:99"])
    assert nearest("remitances", LANGUAGES) is None
    assert nearest("invesment", LANGUAGES) == "investment"


def test_a_changed_title_changes_the_words(vocabulary):
    learn([page(1, "Houses"), page(2, "Houses")])
    assert nearest("remitances", LANGUAGES) is None
    assert nearest("hauses", LANGUAGES) == "houses"


def test_after_a_rebuild_only_what_there_is_counts(vocabulary):
    keep_only({"page:1", "page:3"})
    assert nearest("invesment", LANGUAGES) == "investment"
    assert nearest("diapsora", LANGUAGES) is None


def test_saying_the_same_again_costs_one_query_and_changes_nothing(
    vocabulary, django_assert_num_queries
):
    before = known_words()
    with django_assert_num_queries(1):
        learn([page(1, "Diaspora investment", "How remittances build houses")])
    assert known_words() == before


def test_a_blocked_word_is_never_proposed_and_stays_blocked(vocabulary):
    SpellWord.objects.filter(term="diaspora").update(blocked=True)
    assert nearest("diapsora", LANGUAGES) != "diaspora"
    learn([], gone=["page:1", "page:2"])
    assert SpellWord.objects.get(term="diaspora").blocked
    learn([page(1, "Diaspora"), page(2, "Diaspora")])
    assert nearest("diapsora", LANGUAGES) != "diaspora"


def test_editors_may_block_what_no_document_has_yet(db):
    SpellWord.objects.create(term="diaspora", lang="en", blocked=True)
    learn([page(1, "Diaspora"), page(2, "Diaspora")])
    assert nearest("diapsora", LANGUAGES) is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("diapsora remitances", "diaspora remittances"),
        ('"diapsora investment" type:news', '"diaspora investment" type:news'),
        ("Diapsora -guide", "diaspora -guide"),
        ("diaspora investment", None),
        ("diap* georgai", "diap* georgia"),
        ("-diapsora", None),
        ("the of 2024", None),
        ("", None),
    ],
)
def test_the_rest_of_a_query_stays_as_it_was_typed(typed, meant, vocabulary):
    query = parse(typed)
    assert corrected(query, corrections(query, LANGUAGES)) == meant


def test_the_second_try_asks_for_the_other_spelling_too(vocabulary):
    query = parse("diapsora policy")
    known = corrections(query, LANGUAGES)
    assert [[piece.words for piece in group] for group in other_spellings(query, known)] == [
        [("diaspora",)],
        [],
    ]


def test_at_most_four_queries_however_many_words_are_unknown(
    vocabulary, django_assert_max_num_queries
):
    query = parse("diapsora remitances invesment migratoin georgai xylophone zzzz")
    with django_assert_max_num_queries(4):
        assert len(corrections(query, LANGUAGES)) == 3


def test_a_known_query_costs_one(vocabulary, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert corrections(parse("diaspora investment"), LANGUAGES) == {}


WORDS = st.sampled_from(["diaspora", "bonds", "canary", "migrants", "skills"])
TITLES = st.lists(WORDS, max_size=3).map(" ".join)
STEPS = st.lists(
    st.tuples(st.integers(1, 4), TITLES, st.booleans(), st.booleans()), min_size=1, max_size=12
)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(STEPS)
def test_numbers_are_exact_whatever_came_before(db, steps):
    """Whatever is written, closed and removed in any order: as if learnt afresh."""
    SpellSource.objects.all().delete()
    SpellWord.objects.all().delete()
    last = {}
    for number, title, public, is_gone in steps:
        if is_gone:
            learn([], gone=[f"page:{number}"])
            last.pop(number, None)
        else:
            learn([page(number, title, public=public)])
            last[number] = set(title.split()) if public else set()
    expected = {}
    for words in last.values():
        for word in words:
            expected[word] = expected.get(word, 0) + 1
    assert dict(SpellWord.objects.values_list("term", "df")) == expected
    offered = set(SpellGram.objects.values_list("word__term", flat=True))
    assert offered == {word for word, df in expected.items() if df > 1}
