"""A small list of pages under a root, with terms, made in bulk: the tree itself is not tested."""

import pytest
from wagtail.models import Page

from taxonomy.models import PageCountry, PageTheme
from tests.factories.pages import plant
from tests.factories.taxonomy import CountryFactory, ThemeFactory


@pytest.fixture
def root(db):
    return Page.objects.get(depth=1)


@pytest.fixture
def make_page(root):
    """make_page("Title", themes=[...], countries=[...]): a live page under the root."""

    def make(title, *, themes=(), countries=(), **fields):
        page = plant(root, Page(title=title, **fields))
        PageTheme.objects.bulk_create(PageTheme(page=page, term=term) for term in themes)
        PageCountry.objects.bulk_create(PageCountry(page=page, term=term) for term in countries)
        return page

    return make


@pytest.fixture
def diaspora(db):
    return ThemeFactory(code="diaspora", name="Diaspora", name_fr="Diasporas")


@pytest.fixture
def remittances(db):
    return ThemeFactory(code="remittances", name="Remittances")


@pytest.fixture
def data(db):
    return ThemeFactory(code="data", name="Data")


@pytest.fixture
def senegal(db):
    return CountryFactory(code="SN", name="Senegal", name_fr="Sénégal")


@pytest.fixture
def moldova(db):
    return CountryFactory(code="MD", name="Republic of Moldova")
