"""The site with one thing of each kind about a theme and a country."""

import pytest

from home.models import HomePage
from tests.factories import home as make
from tests.factories.taxonomy import CountryFactory, ThemeFactory


@pytest.fixture(scope="module")
def _site(kept_in_module):
    return make.make_site().pk


@pytest.fixture
def home(_site, db):
    return HomePage.objects.get(pk=_site)


@pytest.fixture
def diaspora(db):
    return ThemeFactory(code="diaspora", name="Diaspora")


@pytest.fixture
def senegal(db):
    return CountryFactory(code="SN", name="Senegal")


@pytest.fixture
def everything(home, diaspora, senegal):
    """One record, news item, blog entry, interview and event, all about both."""
    about = {"themes": [diaspora], "countries": [senegal]}
    return {
        "record": make.a_record(title="Operational guide", **about),
        "news": make.a_news(title="Figures are out", **about),
        "entry": make.an_entry(title="What I learnt", **about),
        "interview": make.an_interview(title="A talk in Dakar", **about),
        "event": make.an_event(title="Open hour", **about),
        "theme": make.theme_page(diaspora),
        "country": make.country_page(senegal),
    }
