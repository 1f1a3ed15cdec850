"""Facets: what the address says becomes a list, and every count is true (Q2, platform.md §6)."""

import pytest
from django.http import QueryDict
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Page

from taxonomy.facets import (
    FacetSet,
    RelatedFacet,
    Sort,
    TermFacet,
    ValueFacet,
    YearFacet,
    keywords,
)
from taxonomy.models import (
    Country,
    PageCountry,
    PageSDGTarget,
    PageTheme,
    SDGGoal,
    SDGTarget,
    Theme,
    Tip,
    TipGroup,
)
from tests.factories.pages import plant
from tests.factories.taxonomy import (
    CountryFactory,
    SDGTargetFactory,
    ThemeFactory,
    TipFactory,
    TipGroupFactory,
)

pytestmark = pytest.mark.django_db

THEME = TermFacet("theme", "Theme", path="theme_links__term", model=Theme)
COUNTRY = TermFacet("country", "Country", path="country_links__term", model=Country)
YEAR = YearFacet("year", "Year", path="first_published_at")
SORTS = [Sort("title", "Title", ("title", "pk")), Sort("newest", "Newest", ("-pk",))]


def facet_set(address="", definitions=(THEME, COUNTRY, YEAR), queryset=None, **options):
    queryset = Page.objects.filter(depth__gt=1) if queryset is None else queryset
    return FacetSet(
        queryset, definitions, QueryDict(address), fields=("title",), sorts=SORTS, **options
    )


def counts(facets, key):
    return {
        one.value: one.count for facet in facets.facets if facet.key == key for one in facet.choices
    }


@pytest.fixture
def pages(make_page, root, diaspora, remittances, senegal, moldova):
    root.get_children().delete()
    root.refresh_from_db()
    return [
        make_page("A", themes=[diaspora], countries=[senegal]),
        make_page("B", themes=[diaspora, remittances], countries=[senegal, moldova]),
        make_page("C", themes=[remittances], countries=[moldova]),
        make_page("D"),
    ]


def test_without_filters_every_item_is_a_result_and_every_value_counts(pages):
    facets = facet_set()
    assert facets.total == 4
    assert counts(facets, "theme") == {"diaspora": 2, "remittances": 2}
    assert counts(facets, "country") == {"SN": 2, "MD": 2}
    assert facets.chips == []


def test_choices_of_one_facet_are_alternatives_and_facets_narrow_each_other(pages):
    a, b, c, _d = pages
    assert set(facet_set("theme=diaspora&theme=remittances").results) == {a, b, c}
    assert set(facet_set("theme=diaspora&country=MD").results) == {b}


def test_a_facets_own_choice_does_not_change_its_counts(pages):
    facets = facet_set("theme=diaspora")
    assert counts(facets, "theme") == {"diaspora": 2, "remittances": 2}
    assert counts(facets, "country") == {"SN": 2, "MD": 1}


def test_a_value_that_gives_nothing_is_hidden_unless_chosen(pages, data, make_page):
    facets = facet_set("country=SN")
    assert "data" not in counts(facets, "theme")
    facets = facet_set("theme=data")
    assert counts(facets, "theme") == {"diaspora": 2, "remittances": 2, "data": 0}
    assert facets.total == 0
    assert [chip.label for chip in facets.chips] == ["Data"]


@pytest.mark.parametrize(
    "address",
    [
        "theme=nonsense",
        "theme=",
        "theme=%00",
        "country=sn",
        "year=20x6",
        "year=٢٠١٦",
        "sort=nonsense",
        "unknown=1",
        "facet=nonsense",
        "q=%00%01",
        "theme=" + "x" * 10_000,
    ],
)
def test_what_nobody_knows_is_ignored(address, pages):
    facets = facet_set(address)
    assert facets.total == len(facets.results) == 4
    assert facets.chips == []
    assert facets.page_query == "?"


def test_the_code_of_a_merged_term_means_what_it_became(pages, diaspora):
    ThemeFactory(code="old", name="Old", active=False, merged_into=diaspora)
    facets = facet_set("theme=old&theme=diaspora")
    assert facets.total == 2
    assert [chip.label for chip in facets.chips] == ["Diaspora"]
    assert facets.page_query == "?theme=diaspora&"


def test_terms_that_are_not_offered_are_neither_shown_nor_chosen(pages, remittances):
    remittances.active = False
    remittances.save()
    assert counts(facet_set(), "theme") == {"diaspora": 2}
    assert facet_set("theme=remittances").chips == []


def test_unconfirmed_targets_stay_hidden_in_the_facet_of_their_goal(pages):
    """platform.md §6: unconfirmed targets stay hidden."""
    sure = SDGTargetFactory(goal__code="10")
    unsure = SDGTargetFactory(goal__code="8", link_confirmed=False)
    PageSDGTarget.objects.create(page=pages[0], term=sure)
    PageSDGTarget.objects.create(page=pages[0], term=unsure)
    target = TermFacet("target", "Target", path="sdg_target_links__term", model=SDGTarget)
    goal = TermFacet(
        "sdg",
        "SDG",
        path="sdg_target_links__term__goal",
        model=SDGGoal,
        only={"sdg_target_links__term__link_confirmed": True},
    )
    facets = facet_set(definitions=[target, goal])
    assert counts(facets, "target") == {sure.code: 1}
    assert counts(facets, "sdg") == {"10": 1}
    assert facet_set("sdg=8", definitions=[goal]).total == 0
    assert facet_set("sdg=10", definitions=[goal]).total == 1


def test_foreign_keys_years_choices_and_related_rows_are_facets_too(senegal, moldova):
    trust, mapping = TipGroupFactory(code="trust"), TipGroupFactory(code="mapping")
    one, two = TipFactory(group=trust, credited_to="UNDP"), TipFactory(group=mapping)
    one.countries.set([senegal, moldova])
    one.save()
    tips = Tip.objects.all()
    definitions = [
        TermFacet("group", "Group", path="group", model=TipGroup, by="order"),
        RelatedFacet("place", "Place", path="countries", model=Country),
        ValueFacet("who", "Who", path="credited_to", choices=[("UNDP", "United Nations DP")]),
    ]
    facets = FacetSet(tips, definitions, QueryDict(f"place={senegal.pk}"))
    assert counts(facets, "group") == {"trust": 1}
    assert counts(facets, "place") == {str(moldova.pk): 1, str(senegal.pk): 1}
    assert [one.label for one in facets.facets[2].choices] == ["United Nations DP"]
    assert list(facets.results) == [one]
    assert list(FacetSet(tips, definitions, QueryDict("group=mapping")).results) == [two]
    huge = FacetSet(tips, definitions, QueryDict(f"place={'9' * 30}&place=-1&place=x"))
    assert huge.total == 2


@pytest.mark.parametrize(("address", "years"), [("", [2021, 2019]), ("year=2019", [2021, 2019])])
def test_years_stand_newest_first(address, years, make_page, root):
    root.get_children().delete()
    root.refresh_from_db()
    make_page("New", first_published_at="2021-03-01T00:00:00Z")
    make_page("Old", first_published_at="2019-12-31T23:59:59Z")
    make_page("Undated")
    (facet,) = facet_set(address, definitions=[YEAR]).facets
    assert [int(choice.value) for choice in facet.choices] == years


def test_names_are_in_the_readers_language_else_in_english(pages):
    with translation.override("fr"):
        facets = facet_set("theme=diaspora")
        labels = {choice.label for facet in facets.facets for choice in facet.choices}
        chips = [chip.label for chip in facets.chips]
    assert labels == {"Diasporas", "Remittances", "Sénégal", "Republic of Moldova"}
    assert chips == ["Diasporas"]


def test_long_facets_show_six_and_what_is_chosen_until_asked_for_all(make_page):
    themes = ThemeFactory.create_batch(12)
    for at, theme in enumerate(themes):
        for _ in range(12 - at):
            make_page(f"Page {at}", themes=[theme])
    (facet,) = facet_set(f"theme={themes[-1].code}", definitions=[THEME]).facets
    assert [one.value for one in facet.choices] == [
        *(theme.code for theme in themes[:6]),
        themes[-1].code,
    ]
    assert (facet.size, facet.chosen, facet.is_whole) == (12, 1, False)
    whole = facet_set(facet.show_all_url.removeprefix("?"), definitions=[THEME])
    assert whole.facets[0].is_whole
    assert [chip.label for chip in whole.chips] == [themes[-1].name]


def test_links_and_hidden_fields_carry_the_whole_state_but_the_page(pages):
    facets = facet_set("theme=diaspora&q=a&sort=newest&page=3&tab=news", keep=["tab"])
    assert facets.page_query == "?q=a&theme=diaspora&sort=newest&tab=news&"
    assert facets.clear_url == "?sort=newest&tab=news"
    assert facets.filter_inputs == [("sort", "newest"), ("tab", "news")]
    assert facets.sort_inputs == [("q", "a"), ("theme", "diaspora"), ("tab", "news")]
    assert [chip.url for chip in facets.chips] == [
        "?theme=diaspora&sort=newest&tab=news",
        "?q=a&sort=newest&tab=news",
    ]
    assert [(one.key, one.is_chosen) for one in facets.sorts] == [
        ("title", False),
        ("newest", True),
    ]


def test_each_word_must_stand_in_a_title_or_summary(make_page):
    make_page("Émigrés and money")
    make_page("Money at home")
    titles = {page.title for page in facet_set("q=MONEY+émigrés").results}
    assert titles == {"Émigrés and money"}
    assert facet_set("q=money").total == 2


def test_a_percent_sign_is_a_letter_and_no_wildcard(make_page):
    make_page("Cost below 3%")
    make_page("Cost below 3 per cent")
    assert facet_set("q=3%25").total == 1


@given(st.text(max_size=2_000))
def test_a_search_is_at_most_ten_clean_words(text):
    words = keywords(text)
    assert len(words) <= 10
    assert all(word.isprintable() and word.split() == [word] for word in words)


TERMS = ["a", "b", "c"]
SHAPES = st.lists(
    st.tuples(st.sets(st.sampled_from(TERMS)), st.sets(st.sampled_from(["SN", "MD"]))), max_size=8
)
CHOSEN = st.tuples(st.sets(st.sampled_from(TERMS)), st.sets(st.sampled_from(["SN", "MD"])))


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(shapes=SHAPES, chosen=CHOSEN)
@pytest.mark.slow  # two dozen lists, each counted in every way
def test_every_count_is_what_choosing_only_that_gives(shapes, chosen, root):
    themes = {code: ThemeFactory(code=code) for code in TERMS}
    countries = {code: CountryFactory(code=code) for code in ("SN", "MD")}
    pages = [*root.get_children().order_by("path")]
    pages += [plant(root, Page(title="One more")) for _ in shapes[len(pages) :]]
    PageTheme.objects.all().delete()
    PageCountry.objects.all().delete()
    for page, (of_themes, of_countries) in zip(pages, shapes, strict=False):
        for code in of_themes:
            PageTheme.objects.create(page=page, term=themes[code])
        for code in of_countries:
            PageCountry.objects.create(page=page, term=countries[code])
    definitions = [THEME, COUNTRY]
    state = [("theme", code) for code in chosen[0]] + [("country", code) for code in chosen[1]]
    facets = facet_set("&".join(f"{key}={code}" for key, code in state), definitions)
    assert facets.total == len(facets.results)
    for facet in facets.facets:
        others = [f"{key}={code}" for key, code in state if key != facet.key]
        for choice in facet.choices:
            alone = facet_set("&".join([*others, f"{facet.key}={choice.value}"]), definitions)
            assert choice.count == len(alone.results) == len(set(alone.results))
            follow = facet_set(choice.url.removeprefix("?"), definitions)
            assert (choice.value in follow.chosen[facet.key]) is not choice.is_chosen


@pytest.mark.parametrize("pages_in_list", [1, 10])
def test_counts_cost_one_query_and_names_one_more_for_any_number_of_items(
    pages_in_list, make_page, diaspora, senegal, django_assert_num_queries
):
    for at in range(pages_in_list):
        make_page(f"Page {at}", themes=[diaspora, ThemeFactory()], countries=[senegal])
    with django_assert_num_queries(1):
        facets = facet_set()
        assert facets.facets
        assert facets.total >= pages_in_list
    with django_assert_num_queries(3):
        facets = facet_set("theme=diaspora&country=SN")
        assert facets.facets
        assert facets.chips
        assert len(list(facets.results)) == pages_in_list


def test_an_empty_list_has_no_facets(db):
    facets = facet_set(queryset=Page.objects.none())
    assert (facets.total, facets.facets, list(facets.results)) == (0, [], [])


def test_a_list_made_by_a_join_is_counted_right(pages, diaspora):
    """A base queryset that already joins the links must not bind the facet to that join."""
    joined = Page.objects.filter(theme_links__term=diaspora)
    facets = facet_set(queryset=joined)
    assert counts(facets, "theme") == {"diaspora": 2, "remittances": 1}
