"""The library's pages: what they show, to whom, in how many queries, whatever they are asked."""

import re

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction

from common import counters
from demo.loaders.library_full import fill_up
from library.models import (
    CollectionIndexPage,
    CollectionItem,
    CollectionPage,
    DownloadDay,
    LinkCheck,
    ResourcePage,
    SeriesIndexPage,
    SeriesPage,
)
from library.selectors import latest_records
from taxonomy.models import Direction
from tests.factories.library import (
    LanguageFactory,
    LicenceFactory,
    OrganisationFactory,
    make_file,
    make_library,
    make_record,
)
from tests.factories.pages import site_root
from tests.factories.taxonomy import CountryFactory, ThemeFactory

pytestmark = pytest.mark.django_db
CANARY = "Canary of the private shelf"


@pytest.fixture
def home(db):
    return site_root()


@pytest.fixture
def library(home):
    return make_library(home)


@pytest.fixture
def get(client):
    """get(address): the page below the library, as text."""

    def get(address="", language="en", **params):
        return client.get(f"/{language}/library/{address}", params)

    return get


def text(response):
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def shelf(library):
    """Three records: two of Senegal on different themes, one of Moldova."""
    for code in ("diaspora", "data"):
        ThemeFactory(code=code)
    for code, name in (("SN", "Senegal"), ("MD", "Moldova")):
        CountryFactory(code=code, name=name)
    of = {
        title: {"themes": [theme], "countries": [country]}
        for title, theme, country in [
            ("Guide", "diaspora", "SN"),
            ("Paper", "data", "SN"),
            ("Atlas", "diaspora", "MD"),
        ]
    }
    icmpd = OrganisationFactory()
    return [
        make_record(library, "Guide", date="2014-04-23", publishers=[icmpd], terms=of["Guide"]),
        make_record(library, "Paper", date="2019", files=[make_file("fr")], terms=of["Paper"]),
        make_record(library, "Atlas", terms=of["Atlas"]),
    ]


def titles(page):
    return re.findall(r'result-row__title"><a [^>]*>([^<]+)<', page)


# --- The list -------------------------------------------------------------------------------------
def test_the_newest_stand_first_and_those_without_a_year_last(shelf, get):
    assert titles(text(get())) == ["Paper", "Guide", "Atlas"]


NARROWED = [
    ({"theme": "diaspora"}, {"Guide", "Atlas"}),
    ({"theme": ["diaspora", "data"]}, {"Guide", "Atlas", "Paper"}),
    ({"theme": "diaspora", "country": "SN"}, {"Guide"}),
    ({"country": "SN"}, {"Guide", "Paper"}),
    ({"year": "2014"}, {"Guide"}),
    ({"lang": "fr"}, {"Paper"}),
    ({"type": "report"}, {"Guide", "Paper", "Atlas"}),
    ({"q": "uid"}, {"Guide"}),
]


def test_facets_and_words_narrow_the_list(shelf, get):
    for params, found in NARROWED:
        assert set(titles(text(get(**params)))) == found, params


def test_a_record_is_found_by_its_publisher(shelf, get):
    publisher = shelf[0].publishers.get().organisation
    assert titles(text(get(publisher=publisher.pk))) == ["Guide"]


def test_the_most_downloaded_stand_first_when_asked(shelf, get, time_machine):
    time_machine.move_to("2026-11-25 12:00Z", tick=False)
    for record, day, count in [
        (shelf[2], "2026-11-01", 3),
        (shelf[0], "2026-11-02", 2),
        (shelf[1], "2026-01-01", 99),
    ]:
        DownloadDay.objects.create(
            file_key=record.translation_key,
            record_key=record.translation_key,
            day=day,
            count=count,
        )
    assert titles(text(get(sort="downloads"))) == ["Atlas", "Guide", "Paper"]
    assert titles(text(get("popular/"))) == ["Atlas", "Guide"]


def test_what_editors_pinned_stands_first_among_the_popular(shelf, get):
    ResourcePage.objects.filter(pk=shelf[1].pk).update(pinned=True)
    assert titles(text(get("popular/"))) == ["Paper"]


def test_the_newest_are_those_that_came_last_whatever_year_they_are_from(shelf, get):
    assert titles(text(get("new/"))) == ["Atlas", "Paper", "Guide"]


def test_a_list_without_results_says_what_to_do(shelf, get):
    page = text(get(q="nothing like this"))
    assert "Nothing matches all of this." in page
    assert 'href="/en/library/"' in page


def test_an_empty_library_says_so(library, get):
    assert "The library is still empty." in text(get())
    for address in ("popular/", "new/"):
        assert get(address).status_code == 200


def test_the_state_of_the_list_is_in_its_citation_links(shelf, get):
    page = text(get(theme="diaspora", country="SN"))
    assert "/en/library/cite.bib?theme=diaspora&amp;country=SN" in page
    cited = get("cite.bib", theme="diaspora", country="SN")
    assert cited.headers["Content-Type"] == "application/x-bibtex; charset=utf-8"
    assert cited.content.decode().count("title = ") == 1


# What is asked, and how the list answers. One test: the shelf is dear to build.
ODD = [
    ({"page": "9999"}, 404),
    ({"page": "0"}, 404),
    ({"page": "-1"}, 404),
    ({"page": "abc"}, 404),
    ({"page": "1e3"}, 404),
    ({"page": "٢"}, 404),
    ({"theme": "nonsense"}, 200),
    ({"unknown": "1"}, 200),
    ({"sort": "'; DROP TABLE"}, 200),
    ({"year": "20x4"}, 200),
    ({"publisher": "9" * 40}, 200),
    ({"publisher": "-1"}, 200),
    ({"lang": "<script>alert(1)</script>"}, 200),
    ({"q": "<script>alert(1)</script>"}, 200),
    ({"q": "%' OR 1=1 --"}, 200),
    ({"q": "\x00\x01"}, 400),
    ({"q": "x" * 5_000}, 200),
    ({"q": "ن" * 500}, 200),
    ({"facet": "theme"}, 200),
    ({"theme": ["x"] * 500}, 200),
]


def test_any_parameter_gives_a_list_or_not_found(shelf, get):
    """SEC26."""
    for params, status in ODD:
        for address in ("", "popular/", "new/", "cite.ris"):
            response = get(address, **params)
            # Citations are of the whole list; the other two lists have no filters.
            allowed = {status} if address == "" else {status, 200}
            assert response.status_code in allowed, (address, params)
            assert b"<script>alert" not in response.content, (address, params)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    params=st.dictionaries(
        st.sampled_from(["q", "theme", "country", "year", "publisher", "sdg", "sort", "page", "x"]),
        st.text(max_size=60),
        max_size=5,
    )
)
def test_no_address_is_an_error(params, shelf, get):
    """SEC26: bad parameters give 200, 400 or 404."""
    assert get(**params).status_code in (200, 400, 404)


@pytest.mark.parametrize("address", ["cite.exe", "cite.", "feed.xml", "popular/x/", "nowhere/"])
def test_addresses_that_are_none_are_not_found(address, library, get):
    assert get(address).status_code == 404


def test_more_than_500_works_are_not_cited_at_once(shelf, get, monkeypatch):
    monkeypatch.setattr("library.selectors.records.MAX_CITED", 2)
    monkeypatch.setattr("library.selectors.lists.MAX_CITED", 2)
    refused = get("cite.bib")
    assert refused.status_code == 400
    assert "Narrow the list" in refused.content.decode()
    assert "cite.bib" not in text(get())


# --- One record -----------------------------------------------------------------------------------
@pytest.fixture
def full_record(library, shelf):
    """A record that has something in every place."""
    return make_record(
        library,
        "Operational guidelines",
        slug="guidelines",
        subtitle="For planners",
        title_variants="Old name\nOther name",
        date="2014-04-23",
        summary="In short.",
        plain_summary="This guide shows planners how to read the situation in their country.",
        abstract="What it covers, at length.",
        isbn="978-3-902880-42-0",
        doi="10.1111/imig.12370",
        pages=132,
        licence=LicenceFactory(url="https://creativecommons.org/licenses/by/4.0/"),
        direction=Direction.objects.create(code="south-south", name="South–South"),
        source_link="https://publisher.example/guide",
        part_of=shelf[2],
        files=[make_file("en"), make_file("fr", external_link="https://publisher.example/fr.pdf")],
        publishers=[OrganisationFactory(name="ICMPD Centre", acronym="ICMPD"), "Routed"],
        contributors=[("van der Berg, Ana", "author"), ("Finn Tarp", "editor")],
        terms={"themes": ["diaspora"], "countries": ["SN"]},
    )


def test_a_record_shows_what_is_known(full_record, get):
    page = text(get("guidelines/"))
    for words in (
        "For planners",
        "Ana van der Berg",
        "ICMPD Centre (ICMPD)",
        "23 April 2014",
        "132 pages",
        "This guide shows planners",
        "What it covers, at length.",
        "Old name",
        "ISBN 978-3-902880-42-0",
        'href="https://doi.org/10.1111/imig.12370"',
        "South–South",
        "A joint product.",
        'href="/en/library/?theme=diaspora"',
        'href="/en/library/?country=SN"',
        "publisher.example",
        'href="/en/library/atlas/"',
    ):
        assert words in page, words


def test_there_is_a_button_for_each_file_with_language_format_and_size(full_record, get):
    page = text(get("guidelines/"))
    for file in full_record.files.all():
        assert f'href="/library/get/{file.file_key}/"' in page
    assert page.index('lang="en">English') < page.index('lang="fr">Français')
    assert re.search(r"in English, PDF</span>|in English, PDF, \d+", page)
    assert "At publisher.example" in page


def test_what_is_not_known_is_said_and_never_guessed(library, get):
    make_record(library, "Bare", slug="bare")
    page = text(get("bare/"))
    assert "Date not known" in page
    assert "Pages not known" in page
    assert page.count("Not known") >= 5
    assert "None" not in re.sub(r"<[^>]+>", "", page)
    assert "No file yet." in page


def test_a_work_without_a_date_is_cited_as_such(library, get):
    make_record(library, "Bare", slug="bare", undated=True)
    assert "No date" in text(get("bare/"))
    assert "(n.d.)" in get("bare/cite.txt").content.decode()


@pytest.mark.parametrize("ending", ["bib", "ris", "json", "txt"])
def test_a_record_is_cited_in_each_format(ending, full_record, get):
    response = get(f"guidelines/cite.{ending}")
    assert response.status_code == 200
    assert "Operational guidelines: For planners" in response.content.decode()
    assert "charset=utf-8" in response.headers["Content-Type"]
    assert get("guidelines/cite.pdf").status_code == 404


def test_scholarly_search_engines_read_the_head(full_record, get):
    page = text(get("guidelines/"))
    tags = re.findall(r'<meta name="([\w.]+)" content="([^"]*)">', page)
    names = [name for name, _content in tags]
    assert ("citation_title", "Operational guidelines: For planners") in tags
    assert ("citation_author", "van der Berg, Ana") in tags
    assert ("citation_publication_date", "2014/04/23") in tags
    assert ("citation_doi", "10.1111/imig.12370") in tags
    assert ("DC.identifier", "urn:isbn:9783902880420") in tags
    english = full_record.files.get(language__code="en")
    assert dict(tags)["citation_pdf_url"].endswith(f"/library/get/{english.file_key}/")
    assert names.count("citation_author") == 1


def test_a_pdf_of_another_language_or_host_or_for_members_is_no_pdf_of_this_page(library, get):
    make_record(
        library,
        "A",
        slug="a",
        files=[
            make_file("fr"),
            make_file("en", external_link="https://elsewhere.example/a.pdf"),
            make_file("en", part="2", audience="members"),
        ],
    )
    assert "citation_pdf_url" not in text(get("a/"))


def test_a_private_record_is_not_offered_to_search_engines(library, client, get, insider):
    record = make_record(library, CANARY, slug="private")
    close(record)
    client.force_login(insider)
    assert "citation_title" not in text(get("private/"))


def test_files_for_members_lead_readers_to_the_door(library, get, client, member):
    record = make_record(library, "A", slug="a", files=[make_file(audience="members")])
    page = text(get("a/"))
    assert reverse("account_login") in page
    assert str(record.files.get().file_key) not in page
    client.force_login(member)
    assert str(record.files.get().file_key) in text(get("a/"))


def test_a_broken_link_says_since_when(library, get):
    make_record(library, "A", slug="a", source_link="https://publisher.example/gone")
    LinkCheck.objects.create(
        url="https://publisher.example/gone",
        is_ok=False,
        checked_at="2026-11-25T00:00Z",
        broken_since="2026-11-18T00:00Z",
    )
    assert "Link not answering since" in text(get("a/"))


def test_close_records_share_country_and_one_leads_to_another_theme(shelf, get):
    page = text(get("guide/"))
    close_to = page[page.index("Close to this") :]
    assert re.findall(r'stream__title"><a [^>]*>([^<]+)<', close_to) == ["Atlas", "Paper"]
    assert "Same country, another theme" in close_to


def test_the_whole_names_its_parts(full_record, get):
    atlas = text(get("atlas/"))
    assert "Contains" in atlas
    assert "Operational guidelines" in atlas


def test_markup_in_any_field_is_text(library, get):
    evil = "<script>alert(1)</script>"
    make_record(
        library,
        evil,
        slug="evil",
        subtitle=evil,
        title_variants=evil,
        abstract=evil,
        summary=evil,
        place=evil,
        container=evil,
        publishers=[evil],
        contributors=[(evil, "author")],
        files=[make_file(external_link="https://a.example/<script>alert(1)", label=evil)],
    )
    for address in ("evil/", "", "new/", "evil/cite.txt"):
        response = get(address)
        if response.headers["Content-Type"].startswith("text/html"):
            assert evil not in response.content.decode()
    assert get("feed.atom").status_code == 200


def test_a_draft_is_previewed_as_it_will_be(full_record, admin, client):
    client.force_login(admin)
    full_record.title = "Changed title"
    full_record.save_revision()
    url = reverse("wagtailadmin_pages:view_draft", args=[full_record.pk])
    assert "Changed title" in client.get(url).content.decode()


# --- Languages ------------------------------------------------------------------------------------
@pytest.fixture
def french_library(home, library, french):
    home.copy_for_translation(french).save_revision().publish()
    section = library.copy_for_translation(french)
    section.title = "Bibliothèque"
    section.save_revision().publish()
    return section


def test_a_list_in_another_language_holds_translations_and_originals_once(
    french_library, shelf, french, get
):
    guide = shelf[0].copy_for_translation(french)
    guide.title = "Guide en français"
    guide.save_revision().publish()
    page = text(get(language="fr"))
    assert titles(page) == ["Paper", "Guide en français", "Atlas"]
    assert '<a href="/fr/library/paper/" lang="en" hreflang="en" dir="auto">' in page


def test_a_translation_names_the_other_languages_of_its_page(french_library, full_record, french):
    translation = full_record.copy_for_translation(french)
    translation.save_revision().publish()
    from django.test import Client

    page = Client().get("/fr/library/guidelines/").content.decode()
    assert 'href="/en/library/guidelines/" lang="en"' in page


# --- Series and collections -----------------------------------------------------------------------
@pytest.fixture
def series(library):
    index = library.add_child(instance=SeriesIndexPage(title="Series", slug="series"))
    return index.add_child(instance=SeriesPage(title="Guides of ours", slug="guides"))


@pytest.fixture
def collection(library):
    index = library.add_child(instance=CollectionIndexPage(title="Collections", slug="collections"))
    return index.add_child(
        instance=CollectionPage(title="My toolkit", slug="toolkit", collection_kind="toolkit")
    )


def put_into(collection, *pages, note=""):
    for at, page in enumerate(pages):
        CollectionItem.objects.create(
            collection=collection, page=page, note=note, sort_order=at, locale=collection.locale
        )


def test_a_series_stands_in_order_of_numbers_not_of_digits(series, library, get):
    for number in ("9", "10", "2"):
        make_record(library, f"Guide {number}", series=series, series_number=number)
    assert titles(text(get("series/guides/"))) == ["Guide 10", "Guide 9", "Guide 2"]
    assert "3 resources" in text(get("series/"))
    assert "Guides of ours 10" in text(get("guide-10/"))


def test_a_collection_keeps_its_order_and_says_why(collection, shelf, library, get):
    put_into(collection, shelf[2], shelf[0], library, note="Read this first.")
    page = text(get("collections/toolkit/"))
    assert titles(page) == ["Atlas", "Guide", "Library"]
    assert page.count("Read this first.") == 3
    assert "3 items" in text(get("collections/"))
    assert "My toolkit" in text(get("atlas/"))


@pytest.mark.parametrize("address", ["series/guides/", "collections/toolkit/"])
def test_empty_series_and_collections_say_so(address, series, collection, get):
    assert "empty-state" in text(get(address))


# --- Who sees what: SEC13 -------------------------------------------------------------------------
@pytest.fixture
def insider(db):
    from tests.factories.members import UserFactory

    user = UserFactory()
    user.groups.add(Group.objects.get_or_create(name="Inside")[0])
    return user


def close(page):
    rule = PageViewRestriction.objects.create(page=page, restriction_type="groups")
    rule.groups.set([Group.objects.get_or_create(name="Inside")[0]])


@pytest.fixture
def private(library, shelf, series, collection):
    """A closed record that is in every list: facet, popular, series, collection, related, part."""
    record = make_record(
        library,
        CANARY,
        slug="private",
        date="2020",
        pinned=True,
        series=series,
        series_number="1",
        part_of=shelf[0],
        publishers=[OrganisationFactory(name=f"Publisher of {CANARY}")],
        files=[make_file()],
        terms={"themes": ["diaspora"], "countries": ["SN"]},
    )
    put_into(collection, record)
    DownloadDay.objects.create(
        file_key=record.translation_key,
        record_key=record.translation_key,
        day="2026-11-25",
        count=9,
    )
    close(record)
    return record


CHANNELS = [
    "",
    "?theme=diaspora",
    "?q=Canary",
    "popular/",
    "new/",
    "cite.bib",
    "cite.json?theme=diaspora",
    "feed.atom",
    "feed.rss",
    "series/guides/",
    "collections/toolkit/",
    "guide/",
    "atlas/",
    "paper/",
]


def test_a_private_record_is_in_no_channel_of_a_stranger(private, client, member):
    for is_member in (False, True):
        if is_member:
            client.force_login(member)
        for channel in CHANNELS:
            response = client.get(f"/en/library/{channel}")
            assert response.status_code == 200, channel
            assert CANARY not in response.content.decode(), (channel, is_member)


def test_a_private_record_is_in_every_list_of_an_insider(private, client, insider):
    client.force_login(insider)
    for channel in CHANNELS:
        shows = CANARY in client.get(f"/en/library/{channel}").content.decode()
        # Feeds are for programs, which have no account.
        assert shows is not ("feed" in channel), channel


def test_a_private_record_is_closed_with_all_below_it(private, client, member):
    client.force_login(member)
    for address in ("private/", "private/cite.bib", "private/cite.json"):
        response = client.get(f"/en/library/{address}")
        assert response.status_code != 200
        assert CANARY not in response.content.decode()


def test_counts_hold_no_private_record(private, anonymous):
    figures = {one.key: one.value for one in counters.figures(["resources"])}
    assert figures == {"resources": 3}
    assert private not in list(latest_records(anonymous, private.locale, n=10))


# --- Queries --------------------------------------------------------------------------------------
def test_a_thousand_records_cost_the_queries_of_three(shelf, library, get, queries_of):
    LanguageFactory(code="fr")
    few = [queries_of(address) for address in ("", "popular/", "new/", "cite.bib?q=Guide")]
    fill_up(library, total=1_000)
    many = [queries_of(address) for address in ("", "popular/", "new/", "cite.bib?q=Guide")]
    assert many == few
    assert many[0] <= 14


@pytest.fixture
def queries_of(client, django_assert_max_num_queries):
    """queries_of(address): how many queries a second visit of an anonymous reader costs."""

    def queries_of(address):
        client.get(f"/en/library/{address}")
        with django_assert_max_num_queries(100) as queries:
            assert client.get(f"/en/library/{address}").status_code == 200
        return len(queries)

    return queries_of


BUDGETS = {
    "": 14,
    "?theme=diaspora&country=SN&q=guide&sort=downloads": 14,
    "guidelines/": 12,
    "guidelines/cite.bib": 8,
    "series/guides/": 12,
    "collections/toolkit/": 14,
    "feed.atom": 10,
}


def test_pages_stay_within_their_budget(full_record, series, collection, shelf, queries_of):
    """quality.md §6."""
    put_into(collection, *shelf)
    asked = {address: queries_of(address) for address in BUDGETS}
    assert {one: n for one, n in asked.items() if n > BUDGETS[one]} == {}


def test_an_original_in_the_frame_of_another_language_stays_within_the_budget(
    french_library, full_record, client, django_assert_max_num_queries
):
    client.get("/fr/library/guidelines/")
    with django_assert_max_num_queries(12):
        page = client.get("/fr/library/guidelines/").content.decode()
    assert '<h1 lang="en"' in page


def test_a_record_with_ten_of_everything_costs_as_much_as_with_one(library, series, queries_of):
    def record(slug, n):
        made = make_record(
            library,
            slug,
            slug=slug,
            source_link="https://a.example/",
            files=[make_file(external_link="https://a.example/x", part=str(at)) for at in range(n)],
            publishers=[OrganisationFactory() for _at in range(n)],
            contributors=[(f"Person {at}", "author") for at in range(n)],
        )
        for at in range(n):
            make_record(library, f"Part {slug} {at}", part_of=made)
        return queries_of(f"{slug}/")

    assert record("ten", 10) == record("one", 1)
