"""What is found of hubs, texts, tips and milestones."""

import pytest
from django.contrib.auth.models import AnonymousUser
from wagtail.models import Locale, PageViewRestriction

from common.indexing import changed, documents_of
from home.indexing import MilestoneAdapter, TipAdapter
from home.models import AboutPage, Milestone, MilestonesPage, TipsPage
from taxonomy.models import CountryCard, Finding, Region
from tests.common.indexing.acts import document_of, words_of
from tests.factories.home import country_page, make_site, section, theme_page
from tests.factories.taxonomy import (
    CountryFactory,
    TagFactory,
    ThemeFactory,
    TipFactory,
    TipGroupFactory,
)

CANARY = "xylophagous"


@pytest.fixture
def site(db):
    return make_site("en", "fr")


def found(prefix, row):
    key = f"{prefix}:{row.pk}"
    return documents_of([key]).get(key)


@pytest.fixture
def told():
    heard = set()

    def hear(keys, **kwargs):
        heard.update(keys)

    changed.connect(hear)
    yield heard
    changed.disconnect(hear)


def test_a_theme_is_found_by_its_names_and_what_people_ask(site):
    theme = ThemeFactory(code="money", name="Money", name_fr="Argent")
    document = document_of(theme_page(theme, key_questions="What does it cost?\n\nWho pays?"))
    assert document.body == "What does it cost?\nWho pays?"
    assert document.themes == ("money",)
    assert "Argent" in document.labels
    assert document.year is None


def test_a_country_is_found_by_what_was_found_there_in_its_pages_language(site):
    region = Region.objects.create(code="africa", name="Africa")
    country = CountryFactory(code="SN", name="Senegal", region=region)
    for language, text in (("en", "They count letters."), ("fr", CANARY)):
        locale = Locale.objects.get(language_code=language)
        card = CountryCard.objects.create(country=country, locale=locale)
        Finding.objects.create(card=card, text=text, locale=locale)
    document = document_of(country_page(country))
    assert document.places == ("SN", "africa")
    assert "They count letters." in document.body
    assert CANARY not in words_of(document)


def test_a_card_that_is_saved_names_the_page_of_its_country(site, told):
    country = CountryFactory(code="SN")
    page = country_page(country)
    told.clear()
    CountryCard.objects.create(country=country, locale=page.locale)
    assert told == {f"page:{page.pk}"}


def test_texts_are_found_by_their_words(site):
    page = section(AboutPage)
    page.body = [("text", "<p>Everybody may read it.</p>")]
    page.save()
    document = document_of(page)
    assert (document.type, document.body) == ("page", "Everybody may read it.")


# --- Tips and milestones --------------------------------------------------------------------------
@pytest.fixture
def tip(site):
    group = TipGroupFactory(code="mapping", name="Mapping", name_fr="Cartographie")
    tip = TipFactory(title="Ask first", text="Ask people.", group=group, credited_to="A town")
    tip.countries.add(CountryFactory(code="SN", name="Senegal"))
    tip.themes.add(ThemeFactory(code="data"))
    tip.save()
    return tip


def test_a_tip_is_found_where_it_stands(tip):
    document = found("tip", tip)
    assert (document.title, document.body) == ("Ask first", "Ask people.")
    assert document.url == f"/en/tips/mapping/#{tip.anchor}"
    assert (document.themes, document.places) == (("data",), ("SN",))
    assert {"Cartographie", "Senegal", "A town"} <= {*document.labels}
    assert f"p:{section(TipsPage).pk}" in document.ancestors


def test_a_tip_in_a_language_without_the_page_stands_in_its_frame(tip):
    spanish = Locale.objects.get_or_create(language_code="es")[0]
    twin = tip.copy_for_translation(spanish)
    twin.save()
    document = found("tip", twin)
    assert document.url == f"/es/tips/mapping/#{tip.anchor}"
    assert document.lang == "es"
    assert document.ancestors == found("tip", tip).ancestors


def test_who_may_not_see_the_page_does_not_find_its_tips(tip, member):
    key = f"tip:{tip.pk}"
    french = tip.copy_for_translation(Locale.objects.get(language_code="fr"))
    french.save()
    PageViewRestriction.objects.create(page=section(TipsPage), restriction_type="login")
    both = {key, f"tip:{french.pk}"}
    assert TipAdapter().can_view(AnonymousUser(), both) == {f"tip:{french.pk}"}
    assert TipAdapter().can_view(member, both) == both


def test_tips_without_their_page_are_no_finds(tip):
    TipsPage.objects.update(live=False)
    assert found("tip", tip) is None
    assert TipAdapter().can_view(AnonymousUser(), [f"tip:{tip.pk}"]) == set()


@pytest.mark.parametrize("change", ["publish", "restrict"])
def test_what_happens_to_the_page_happens_to_its_tips(tip, told, change):
    page = section(TipsPage)
    if change == "publish":
        page.save_revision().publish()
    else:
        PageViewRestriction.objects.create(page=page.get_parent(), restriction_type="login")
    assert f"tip:{tip.pk}" in told


def test_terms_and_tips_that_are_saved_name_the_tips(tip, told):
    for row in (tip, tip.group, tip.themes.get(), tip.countries.get()):
        told.clear()
        row.save()
        assert f"tip:{tip.pk}" in told


def test_a_tag_and_a_region_that_are_saved_name_the_tips(tip, told):
    tag, region = TagFactory(), Region.objects.create(code="R9", name="A region")
    tip.tags.add(tag)
    tip.save()
    country = tip.countries.get()
    country.region = region
    country.save()
    for row in (tag, region):
        told.clear()
        row.save()
        assert f"tip:{tip.pk}" in told


def test_a_milestone_is_found_at_its_place_on_the_timeline(site):
    locale = Locale.objects.get(language_code="fr")
    milestone = Milestone.objects.create(
        date="2013-10", title="Un dialogue", text="Des États.", source="Actes", locale=locale
    )
    document = found("milestone", milestone)
    page = section(MilestonesPage, "fr")
    assert document.url == f"{page.get_url()}#{milestone.anchor}"
    assert (document.year, document.lang) == (2013, "fr")
    assert "Actes" in document.labels
    key = f"milestone:{milestone.pk}"
    assert MilestoneAdapter().can_view(AnonymousUser(), [key]) == {key}


@pytest.mark.parametrize("size", [1, 3])
def test_queries_are_the_same_for_any_number_of_tips(tip, size, django_assert_num_queries):
    tips = [tip, *(TipFactory(group=tip.group) for _ in range(size - 1))]
    keys = [f"tip:{one.pk}" for one in tips]
    documents_of(keys)
    # Rows and four relations; the pages, what is above them; regions.
    with django_assert_num_queries(5 + 2 + 1):
        assert len(documents_of(keys)) == size
