"""A library with three records, one full record, a series and a collection."""

import pytest
from django.contrib.auth.models import Group

from library.models import (
    CollectionIndexPage,
    CollectionPage,
    SeriesIndexPage,
    SeriesPage,
)
from taxonomy.models import Direction
from tests.factories.library import (
    LicenceFactory,
    OrganisationFactory,
    make_file,
    make_library,
    make_record,
)
from tests.factories.pages import site_root
from tests.factories.taxonomy import CountryFactory, ThemeFactory


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


@pytest.fixture
def insider(db):
    from tests.factories.members import UserFactory

    user = UserFactory()
    user.groups.add(Group.objects.get_or_create(name="Inside")[0])
    return user


@pytest.fixture
def french_library(home, library, french):
    home.copy_for_translation(french).save_revision().publish()
    section = library.copy_for_translation(french)
    section.title = "Bibliothèque"
    section.save_revision().publish()
    return section
