"""Readers of French and Spanish meet no English of the interface (I18N1)."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.conf import settings

from common.catalogues import read_catalogue

pytestmark = [pytest.mark.django_db, pytest.mark.long]  # the whole demo is loaded

PAGES = [
    "",
    "connect/",
    "learn/",
    "contribute/",
    "library/",
    "library/?type=guide&q=zzzz",
    "library/popular/",
    "library/series/",
    "library/collections/",
    "library/trust-notes/",
    "library/beyond-money/",
    "whats-new/",
    "whats-new/news/",
    "whats-new/blog/",
    "whats-new/blog/give-back/",
    "whats-new/interviews/",
    "whats-new/events/",
    "whats-new/events/?view=month",
    "whats-new/events/?view=past",
    "whats-new/events/give-back/",
    "about/",
    "about/milestones/",
    "themes/",
    "themes/remittances/",
    "countries/",
    "countries/sn/",
    "tips/",
    "glossary/",
    "search/?q=diaspora",
    "search/?q=zzzz",
    "display/",
    "accounts/login/",
    "accounts/signup/",
    "accounts/password/reset/",
]
# The head of a catalogue, and a word that is Spanish for several of them.
NO_ENGLISH = {"", "Series"}


def english_of(language):
    """What the catalogue of `language` says in other words than English."""
    path = Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"
    texts = [message for message in read_catalogue(path, language) if isinstance(message.id, str)]
    other = {message.id for message in texts if message.string.lower() != message.id.lower()}
    return other - {message.string for message in texts} - NO_ENGLISH


def interface_of(page, language):
    """Texts and names of things, left out what says itself that it is in another language."""
    for foreign in page.find_all(lang=True):
        if foreign.name != "html" and foreign["lang"] != language:
            foreign.decompose()
    yield from (" ".join(text.split()) for text in page.find_all(string=True))
    for name in ("aria-label", "title", "alt", "placeholder"):
        yield from (tag[name] for tag in page.find_all(attrs={name: True}))


@pytest.mark.parametrize("language", ["fr", "es"])
def test_no_page_says_in_english_what_the_catalogue_translates(visit, language):
    english, found = english_of(language), {}
    for address in PAGES:
        answer = visit(f"/{language}/{address}")
        assert answer.status_code == 200, address
        page = BeautifulSoup(answer.content, "html.parser")
        assert page.html["lang"] == language
        if left := english.intersection(interface_of(page, language)):
            found[address] = left
    assert not found
