"""Somebody visits every page of the demo, in every language."""

import re
from collections import Counter

import pytest
from bs4 import BeautifulSoup

pytestmark = [pytest.mark.django_db, pytest.mark.slow]  # hundreds of pages


@pytest.fixture
def visitor(seed, client):
    """Follows links of the site, never leaves it, and keeps what each answered."""
    answers = {}

    def visit(address):
        if address not in answers:
            answers[address] = client.get(address, headers={"host": "127.0.0.1:8000"})
        return answers[address]

    return visit


def addresses_in_sitemap(visit):
    index = visit("/sitemap.xml").content.decode()
    parts = re.findall(r"<loc>https?://[^/]+([^<]*)</loc>", index)
    return [
        path
        for part in parts
        for path in re.findall(r"<loc>https?://[^/]+([^<]*)</loc>", visit(part).content.decode())
    ]


def test_every_page_of_the_sitemap_answers(visitor):
    """All of them in English; in other languages some of each section, as templates are shared."""
    addresses = addresses_in_sitemap(visitor)
    assert len(addresses) > 200
    seen = Counter()
    for address in addresses:
        language, section, *_ = [*address.strip("/").split("/"), ""]
        seen[language, section] += 1
        if language == "en" or seen[language, section] <= 3:
            assert visitor(address).status_code == 200, address


def test_no_link_of_a_section_leads_nowhere(visitor):
    """Issue 3: no door or menu entry leads to a page that does not exist yet."""
    sections = ["", "library/", "whats-new/", "whats-new/events/", "about/", "themes/", "tips/"]
    starts = [f"/en/{section}" for section in sections] + ["/fr/", "/es/"]
    broken = {}
    for start in starts:
        page = BeautifulSoup(visitor(start).content, "html.parser")
        for link in page.find_all("a", href=True):
            path = link["href"].split("#")[0]
            if path.startswith("/") and visitor(path).status_code >= 400:
                broken[start, path] = visitor(path).status_code
    assert not broken
