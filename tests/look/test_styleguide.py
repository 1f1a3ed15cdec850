"""`/styleguide/`: every component in every state, in both directions (look.md §6)."""

import re

import pytest
from django.conf import settings
from django.urls import reverse

COMPONENTS = settings.ROOT / "templates" / "components"
# Parts of others, and what stands once in every page's frame.
ELSEWHERE = {
    "choice_list",
    "country_card",
    "field",
    "field_notes",
    "fieldset",
    "form",
    "join_line",
    "logo",
    "metadata",
    "print_line",
    "skip_link",
    "subjects",
    "tip",
    "tip_list",
    "feed_links",
    "page_header",
}


@pytest.fixture
def guide(client, home):
    """guide(query) -> its page, parsed."""
    from bs4 import BeautifulSoup

    def get(query=""):
        answer = client.get(f"/styleguide/{query}")
        assert answer.status_code == 200
        return BeautifulSoup(answer.content, "html.parser")

    return get


def test_no_component_is_missing():
    gallery = settings.ROOT / "templates" / "styleguide"
    text = " ".join(path.read_text(encoding="utf-8") for path in gallery.glob("*.html"))
    shown = set(re.findall(r'"components/(\w+)\.html"', text))
    assert {path.stem for path in COMPONENTS.glob("*.html")} - shown == ELSEWHERE


def test_every_component_says_what_it_is_and_what_it_takes():
    for path in COMPONENTS.glob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert re.match(rf"(?:{{% load [^%]+%}}\s*)*{{% comment %}}\s*{path.stem}: \S", text), (
            path.name
        )


@pytest.mark.parametrize(
    ("query", "language", "direction"),
    [
        ("", "en", "ltr"),
        ("?lang=ar", "ar", "rtl"),
        ("?dir=rtl", "en", "rtl"),
        ("?lang=xx", "en", "ltr"),
    ],
)
def test_it_is_shown_in_both_directions(guide, query, language, direction):
    html = guide(query).html
    assert (html["lang"], html["dir"]) == (language, direction)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_is_shown_in_both_schemes(guide, theme):
    assert guide(f"?theme={theme}").html["data-theme"] == theme
    assert not guide("?theme=<b>").html.has_attr("data-theme")


def test_no_id_is_given_twice_and_no_label_leads_nowhere(guide):
    page = guide()
    ids = [one["id"] for one in page.select("[id]")]
    assert sorted(ids) == sorted(set(ids))
    for one in page.select("[for], [aria-labelledby], [aria-describedby]"):
        for name in ("for", "aria-labelledby", "aria-describedby"):
            assert set(one.get(name, "").split()) <= set(ids), one


def test_it_is_left_out_where_the_settings_say_so():
    """Production has none: nothing of it is for readers."""
    production = (settings.ROOT / "site/m4dnet/settings/production.py").read_text(encoding="utf-8")
    assert "STYLEGUIDE = False" in production
    assert reverse("styleguide") == "/styleguide/"
