"""Somebody visits every page of the demo, in every language."""

import re
from collections import Counter

import pytest
from bs4 import BeautifulSoup

pytestmark = [pytest.mark.django_db, pytest.mark.long]  # the whole demo is loaded


def addresses_in_sitemap(visit):
    index = visit("/sitemap.xml").content.decode()
    parts = re.findall(r"<loc>https?://[^/]+([^<]*)</loc>", index)
    return [
        path
        for part in parts
        for path in re.findall(r"<loc>https?://[^/]+([^<]*)</loc>", visit(part).content.decode())
    ]


def test_every_page_of_the_sitemap_answers(visit):
    """All of them in English; in other languages some of each section, as templates are shared."""
    addresses = addresses_in_sitemap(visit)
    assert len(addresses) > 200
    seen = Counter()
    for address in addresses:
        language, section, *_ = [*address.strip("/").split("/"), ""]
        seen[language, section] += 1
        if language == "en" or seen[language, section] <= 3:
            assert visit(address).status_code == 200, address


BELOW_PAGES = [
    "e-discussions/mapping-trust/q/1/",
    "e-discussions/mapping-trust/messages/",
    "e-discussions/mapping-trust/statistics/",
    "e-discussions/mapping-trust/synthesis/1/",
    "e-discussions/consulates/summary/",
    "library/new/",
    "library/popular/",
    "tips/mapping/",
]


@pytest.mark.parametrize("path", BELOW_PAGES)
def test_what_stands_below_a_page_is_read_in_every_language_by_its_menu(path, visit):
    page = BeautifulSoup(visit(f"/en/{path}").content, "html.parser")
    menu = {link["hreflang"]: link["href"] for link in page.select(".language-switch a")}
    assert set(menu) >= {"en", "fr", "es"}
    assert {code: visit(url).status_code for code, url in menu.items()} == dict.fromkeys(menu, 200)


def test_no_link_of_a_section_leads_nowhere(visit):
    """Issue 3: no door or menu entry leads to a page that does not exist yet."""
    sections = ["", "library/", "whats-new/", "whats-new/events/", "about/", "themes/", "tips/"]
    starts = [f"/en/{section}" for section in sections] + ["/fr/", "/es/"]
    broken = {}
    for start in starts:
        page = BeautifulSoup(visit(start).content, "html.parser")
        for link in page.find_all("a", href=True):
            path = link["href"].split("#")[0]
            if path.startswith("/") and visit(path).status_code >= 400:
                broken[start, path] = visit(path).status_code
    assert not broken
