"""Tips, cards and glossary of the demo: whole, in three languages, twice as well as once."""

import pytest
from django.utils import translation

from demo.loaders import taxonomy
from demo.seed import Seed, records
from library.models import ResourcePage
from taxonomy.models import CountryCard, GlossaryTerm, Tip
from taxonomy.selectors import country_cards, glossary_letters, tip_clusters
from tests.factories.library import make_library, make_record

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def once(kept_in_module):
    seed = Seed(lambda text: None)
    taxonomy.load(seed)
    return seed


@pytest.fixture
def seed(once, db):
    return once


def counts():
    return {
        model.__name__: sorted(
            model.objects.values_list("locale__language_code", "external_id", "translation_key")
        )
        for model in (Tip, CountryCard, GlossaryTerm)
    }


def test_a_second_load_adds_nothing_and_changes_no_word_of_an_editor(seed):
    before = counts()
    assert {name: len(rows) for name, rows in before.items()} == {
        "Tip": 3 * 24,
        "CountryCard": 3 * 9,
        "GlossaryTerm": 3 * len(records("glossary")),
    }
    Tip.objects.filter(external_id="tip-mapping-1", locale=seed.english).update(title="Mine")
    taxonomy.load(seed)
    assert counts() == before
    assert Tip.objects.get(external_id="tip-mapping-1", locale=seed.english).title == "Mine"


def test_all_of_it_reads_in_the_readers_language(seed, anonymous):
    for language in ("en", "fr", "es"):
        with translation.override(language):
            clusters = tip_clusters(viewer=anonymous)
            cards = country_cards(viewer=anonymous)
            entries = [entry for letter in glossary_letters() for entry in letter.entries]
        assert [len(cluster.tips) for cluster in clusters] == [8, 5, 5, 6]
        assert {tip.lang for cluster in clusters for tip in cluster.tips} == {""}
        assert len(cards) == 9
        assert {card.lang for card in cards} == {""}
        assert all(card.tips for card in cards)
        assert len(entries) >= 25
        assert {entry.lang for entry in entries} == {""}
        assert len({entry.anchor for entry in entries}) == len(entries)


def test_every_record_says_what_it_is_about(seed):
    senegal = CountryCard.objects.filter(country__code="SN")
    assert senegal.count() == 3
    for card in senegal:
        assert [len(one.themes.all()) > 0 for one in card.findings.all()] == [True, True]
        assert (card.source, card.year) == (taxonomy.WEBINAR, 2021)
    credited = Tip.objects.filter(external_id="tip-trust-3").values_list("credited_to", flat=True)
    assert set(credited) == {"International Organization for Migration"}


def test_tips_lead_to_the_records_they_name_once_these_are_there(seed, anonymous):
    taxonomy.link_see_also(seed)
    record = make_record(make_library(), "Gender and migration data")
    ResourcePage.objects.filter(pk=record.pk).update(external_id="pub-gender-and-migration-data")
    for _ in range(2):
        taxonomy.link_see_also(seed)
    tips = Tip.objects.filter(external_id="tip-mapping-1")
    assert [[one.page_id for one in tip.see_also.all()] for tip in tips] == [[record.pk]] * 3
