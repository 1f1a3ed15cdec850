"""A small site with its sections in two languages."""

import pytest
from bs4 import BeautifulSoup
from wagtail.models import Locale

from home.models import StandardPage
from tests.factories.pages import child, site_root


@pytest.fixture
def french(db):
    return Locale.objects.get_or_create(language_code="fr")[0]


@pytest.fixture
def home(db):
    return site_root()


@pytest.fixture
def about(home):
    """A section in the menu."""
    return child(StandardPage, home, "about", title="About us", show_in_menus=True)


@pytest.fixture
def privacy(home):
    """A section that only the footer shows."""
    return child(StandardPage, home, "privacy", title="Privacy")


@pytest.fixture
def translated(french):
    """translated(page, title): its live French twin, the front page's too."""

    def translate(page, title):
        parent = page.get_parent()
        if parent.depth > 1 and not parent.has_translation(french):
            translate(parent, f"{parent.title} (fr)")
        twin = page.copy_for_translation(french)
        twin.title = title
        twin.save_revision().publish()
        return twin

    return translate


@pytest.fixture
def soup(client):
    """soup("/en/"): the answer as a tree."""

    def get(path, **headers):
        return BeautifulSoup(client.get(path, headers=headers).content, "html.parser")

    return get
