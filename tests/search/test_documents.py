"""What engines store of a document beside its words (search.md §4, §6)."""

from dataclasses import replace

import pytest

from common.indexing import SearchDoc
from search.documents import Indexed

DOCUMENT = SearchDoc(
    key="page:1",
    type="resource",
    lang="es",
    title="Remesas y desarrollo",
    url="/es/library/1/",
    audience=frozenset({"public"}),
    summary="Lo que cuesta enviarlas",
    labels=("Remittances", "Remesas"),
)


def test_labels_are_found_in_every_language_of_the_site():
    """An English reader finds a Spanish text by its theme's English name, as the English ones."""
    terms = Indexed(DOCUMENT, public=True).text_terms
    english = Indexed(replace(DOCUMENT, lang="en"), public=True).text_terms
    assert set(terms) >= {"remitt", "remes"}
    assert "remitt" in english


def test_the_words_of_a_text_are_stemmed_in_its_own_language():
    assert Indexed(DOCUMENT, public=True).title_terms == ["remes", "desarroll"]


@pytest.mark.parametrize(
    "change",
    [{"body": "more"}, {"audience": frozenset({"members"})}, {"ancestors": frozenset({"p:7"})}],
)
def test_whatever_changes_changes_the_digest(change):
    other = Indexed(replace(DOCUMENT, **change), public=True)
    assert other.digest != Indexed(DOCUMENT, public=True).digest


def test_becoming_public_changes_the_digest():
    assert Indexed(DOCUMENT, public=True).digest != Indexed(DOCUMENT, public=False).digest


def test_the_order_of_sets_does_not_change_the_digest():
    sets = ({"p:1", "p:2", "p:3"}, {"p:3", "p:2", "p:1"})
    first, second = (Indexed(replace(DOCUMENT, ancestors=frozenset(one)), True) for one in sets)
    assert first.digest == second.digest


def test_what_lives_nowhere_is_no_document():
    with pytest.raises(ValueError, match="lives nowhere"):
        replace(DOCUMENT, audience=frozenset())
