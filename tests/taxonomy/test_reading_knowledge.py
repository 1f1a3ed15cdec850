"""Tips, country cards and the glossary as readers get them (C6, C12, R17)."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation
from wagtail.models import Locale, PageViewRestriction

from taxonomy.blocks import CountryCardsBlock, TipsBlock
from taxonomy.models import CountryCard, Finding, GlossaryTerm, TipSeeAlso
from taxonomy.selectors import country_cards, glossary_letters, tip_cards, tip_clusters
from tests.factories.taxonomy import ThemeFactory, TipFactory, TipGroupFactory, english

pytestmark = pytest.mark.django_db


@pytest.fixture
def french(db):
    return Locale.objects.get_or_create(language_code="fr")[0]


@pytest.fixture
def mapping(db):
    return TipGroupFactory(code="mapping", name="Mapping your diaspora")


@pytest.fixture
def tip(mapping, senegal, moldova):
    tip = TipFactory(external_id="tip-1", group=mapping, title="Ask first", countries=[senegal])
    tip.residence_countries = [moldova]
    tip.save()
    return tip


def translate(record, french, **words):
    translated = record.copy_for_translation(french)
    for field, value in words.items():
        setattr(translated, field, value)
    translated.save()
    return translated


def make_card(country, *tips, findings=("Ties are old.",), themes=(), **fields):
    card = CountryCard(country=country, locale=english(), **fields)
    card.tips = tips
    card.findings = [Finding(text=text, themes=themes, locale=english()) for text in findings]
    card.save()
    return card


# --- Tips ---------------------------------------------------------------------------------------
def test_a_tip_is_read_in_the_readers_language_else_in_english_with_its_language_said(
    tip, mapping, french, anonymous
):
    TipFactory(group=mapping, title="Only in English", order=2)
    translate(tip, french, title="Demander d’abord")
    with translation.override("fr"):
        found = [(one.title, one.lang, one.anchor) for one in tip_cards(viewer=anonymous)]
    assert found[0] == ("Demander d’abord", "", "tip-1")
    assert found[1][:2] == ("Only in English", "en")
    with translation.override("es"):
        found = [(one.title, one.lang) for one in tip_cards(viewer=anonymous)]
    assert found == [("Ask first", "en"), ("Only in English", "en")]


def test_tips_stand_in_clusters_in_the_order_of_their_groups(anonymous):
    second, first = TipGroupFactory(order=2), TipGroupFactory(order=1)
    TipFactory(group=second, title="C")
    TipFactory(group=first, title="B", order=2)
    TipFactory(group=first, title="A", order=1)
    clusters = [
        (cluster.group, [tip.title for tip in cluster.tips])
        for cluster in tip_clusters(viewer=anonymous)
    ]
    assert clusters == [(first, ["A", "B"]), (second, ["C"])]


def test_tips_are_found_by_group_country_theme_and_choice(
    tip, senegal, moldova, diaspora, anonymous
):
    other = TipFactory(title="Other", themes=[diaspora])

    def titles(**which):
        return [one.title for one in tip_cards(viewer=anonymous, **which)]

    assert titles(group="mapping") == ["Ask first"]
    assert titles(country=senegal) == ["Ask first"]
    assert titles(country=moldova) == []
    assert titles(theme=diaspora) == ["Other"]
    assert titles(chosen=[other]) == ["Other"]


def test_a_merged_group_still_gives_its_tips(tip, mapping, anonymous):
    TipGroupFactory(code="old", active=False, merged_into=mapping)
    assert [one.title for one in tip_cards(viewer=anonymous, group="old")] == ["Ask first"]


def test_see_also_leads_only_to_pages_the_viewer_may_open(
    tip, make_page, anonymous, member, french
):
    public, draft, closed = make_page("Public"), make_page("Draft", live=False), make_page("Closed")
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    links = [TipSeeAlso(page=page) for page in (public, draft, closed)]
    tip.see_also = [*links, TipSeeAlso(url="https://example.org/", label="Elsewhere")]
    tip.save()

    def labels(viewer):
        return [one.label for one in tip_cards(viewer=viewer)[0].see_also]

    assert labels(anonymous) == ["Public", "Elsewhere"]
    assert labels(member) == ["Public", "Closed", "Elsewhere"]
    twin = public.copy_for_translation(french)
    twin.title, twin.live = "Publique", True
    twin.save()
    with translation.override("fr"):
        assert labels(anonymous) == ["Publique", "Elsewhere"]


@pytest.mark.parametrize("tips", [1, 10])
def test_any_number_of_tips_costs_seven_queries(
    tips, mapping, senegal, make_page, anonymous, django_assert_max_num_queries
):
    for at in range(tips):
        tip = TipFactory(group=mapping, countries=[senegal])
        tip.see_also = [TipSeeAlso(page=make_page(f"Page {at}"))]
        tip.save()
    make_page("warms the cache of site roots")
    with django_assert_max_num_queries(8):  # seven, and one that the cache answers on a site
        assert len(tip_cards(viewer=anonymous)) == tips


# --- Country cards ------------------------------------------------------------------------------
def test_a_card_tells_its_findings_and_the_tips_in_the_readers_language(
    tip, senegal, diaspora, french, anonymous
):
    card = make_card(senegal, tip, themes=[diaspora], source="Report", year=2021)
    translate(tip, french, title="Demander d’abord")
    (found,) = country_cards(viewer=anonymous, country=senegal)
    assert found.findings[0].text == "Ties are old."
    assert found.findings[0].themes == [diaspora]
    assert [one.title for one in found.tips] == ["Ask first"]
    assert (found.source, found.year, found.lang) == ("Report", 2021, "")
    with translation.override("fr"):
        (found,) = country_cards(viewer=anonymous, chosen=[card])
    assert ([one.title for one in found.tips], found.lang) == (["Demander d’abord"], "en")


def test_cards_are_found_by_the_themes_of_their_findings(senegal, moldova, diaspora, anonymous):
    make_card(senegal, themes=[diaspora])
    make_card(moldova)
    assert [one.country for one in country_cards(viewer=anonymous, theme=diaspora)] == [senegal]
    assert len(country_cards(viewer=anonymous)) == 2


@pytest.mark.parametrize("cards", [1, 8])
def test_any_number_of_cards_costs_six_queries(
    cards, tip, senegal, diaspora, anonymous, django_assert_max_num_queries
):
    for _ in range(cards):
        make_card(senegal, tip, findings=["One.", "Two."], themes=[diaspora])
    with django_assert_max_num_queries(6):
        assert len(country_cards(viewer=anonymous)) == cards


# --- Blocks -------------------------------------------------------------------------------------
def test_the_tips_block_shows_a_group_with_an_anchor_for_each_tip(tip):
    block = TipsBlock()
    html = block.render(block.to_python({"title": "Start here", "group": "mapping"}))
    assert '<article class="tip" id="tip-1">' in html
    assert "Start here" in html
    assert "Senegal" in html
    assert "Republic of Moldova" in html


def test_the_tips_block_asks_for_a_group_or_for_tips(tip):
    block = TipsBlock()
    for value in ({"group": "", "tips": []}, {"group": "mapping", "tips": [tip.pk]}):
        with pytest.raises(ValidationError):
            block.clean(block.to_python(value))
    assert block.clean(block.to_python({"group": "mapping", "tips": []}))
    assert block.clean(block.to_python({"group": "", "tips": [tip.pk]}))


def test_a_tips_block_whose_tips_are_gone_shows_nothing(tip):
    block = TipsBlock()
    value = block.to_python({"title": "Start here", "group": "", "tips": [tip.pk]})
    tip.delete()
    assert block.render(block.to_python({"title": "x", "group": "", "tips": [999]})).strip() == ""
    assert block.render(value).strip() == ""


def test_what_people_wrote_is_never_markup(mapping):
    TipFactory(group=mapping, title="<script>", text="<img src=x>", credited_to="<b>")
    block = TipsBlock()
    html = block.render(block.to_python({"group": "mapping"}))
    assert "<script>" not in html
    assert "<img" not in html
    assert "<b>" not in html


def test_the_cards_block_shows_the_cards_of_a_country(senegal, tip):
    make_card(senegal, tip, source="Report", year=2021)
    block = CountryCardsBlock()
    html = block.render(block.to_python({"country": senegal.pk}))
    assert "Ties are old." in html
    assert 'href="#tip-1"' in html
    with pytest.raises(ValidationError):
        block.clean(block.to_python({}))


# --- Glossary -----------------------------------------------------------------------------------
@pytest.fixture
def words(db, diaspora):
    emigre = GlossaryTerm.objects.create(term="émigré", definition="Left.", locale=english())
    brain = GlossaryTerm(term="Brain drain", definition="Skills leave.", locale=english())
    brain.themes, brain.see_also = [diaspora], [emigre]
    brain.save()
    return emigre, brain


def test_the_glossary_goes_from_a_to_z_without_regard_to_accents(words):
    letters = [
        (one.letter, [entry.term for entry in one.entries], one.anchor)
        for one in glossary_letters()
    ]
    assert letters == [("B", ["Brain drain"], "letter-b"), ("E", ["émigré"], "letter-e")]


def test_a_word_stands_in_the_readers_language_else_in_english(words, french):
    _emigre, brain = words
    translate(brain, french, term="Fuite des cerveaux")
    with translation.override("fr"):
        entries = {e.term: e for letter in glossary_letters() for e in letter.entries}
    assert {term: entry.lang for term, entry in entries.items()} == {
        "Fuite des cerveaux": "",
        "émigré": "en",
    }
    assert entries["Fuite des cerveaux"].see_also == [("émigré", "émigré")]


@pytest.mark.parametrize("words", [3, 30])
def test_the_glossary_costs_three_queries_for_any_number_of_words(
    words, diaspora, django_assert_num_queries
):
    for at in range(words):
        term = GlossaryTerm(term=f"Word {at}", definition="Means it.", locale=english())
        term.themes = [diaspora, ThemeFactory()]
        term.save()
    with django_assert_num_queries(3):
        assert sum(len(letter.entries) for letter in glossary_letters()) == words


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_the_glossary_page_answers_in_each_language_without_a_cookie(client, words, language):
    with translation.override(language):
        address = reverse("taxonomy:glossary")
    assert address == f"/{language}/glossary/"
    response = client.get(address)
    assert response.status_code == 200
    assert 'id="brain-drain"' in response.content.decode()
    assert not response.cookies
    assert client.post(address).status_code == 405


def test_an_empty_glossary_says_so(client, db):
    assert b"No word has been explained yet" in client.get("/en/glossary/").content
