"""The long texts of the demo: read rightly, and the same in three languages."""

import json
import re

import pytest

from demo.loaders.pages import LANGUAGES, STANDARD
from demo.texts import body_of, parts_of, questions_of, text_of

TEXT = """Before the first heading.

## One & two

Say **this** to hello@m4dnet.example:

- first
- second

1. a step
"""


def test_a_text_is_cut_at_its_headings():
    first, second = parts_of(TEXT)
    assert (first.heading, first.html) == ("", ["<p>Before the first heading.</p>"])
    assert second.heading == "One & two"
    assert second.html == [
        '<p>Say <b>this</b> to <a href="mailto:hello@m4dnet.example">hello@m4dnet.example</a>:</p>',
        "<ul><li>first</li><li>second</li></ul>",
        "<ol><li>a step</li></ol>",
    ]


def test_markup_in_a_text_is_shown_and_not_obeyed():
    (part,) = parts_of("<script>alert(1)</script>")
    assert part.html == ["<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"]


def test_the_same_text_makes_the_same_blocks():
    assert body_of(TEXT, key="a") == body_of(TEXT, key="a")
    kinds = [block["type"] for block in json.loads(body_of(TEXT, key="a"))]
    assert kinds == ["text", "heading", "text"]
    assert body_of(TEXT, key="a") != body_of(TEXT, key="b")


@pytest.mark.parametrize("slug", [*STANDARD, "about"])
def test_a_page_says_the_same_in_every_language(slug):
    """Paragraphs and points stand in the same order and number."""
    english, *others = [parts_of(text_of(slug, language)) for language in LANGUAGES]
    for parts in others:
        assert [bool(part.heading) for part in parts] == [bool(part.heading) for part in english]
        for part, original in zip(parts, english, strict=True):
            tags = [html.count("<li>") for html in part.html]
            assert tags == [html.count("<li>") for html in original.html], part.heading


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_question_of_about_is_longer_than_the_block_allows(language):
    (block,) = json.loads(questions_of(text_of("about", language), key="about"))
    for item in block["value"]["items"]:
        assert 0 < len(item["value"]["question"]) <= 160
        assert item["value"]["answer"]


def test_privacy_names_four_cookies():
    """SEC6, platform.md §20."""
    for language in LANGUAGES:
        parts = parts_of(text_of("privacy", language))
        cookies = next(part for part in parts if "ookie" in part.heading)
        assert "".join(cookies.html).count("<li>") == 4


def test_french_signs_do_not_begin_a_line():
    """A sign of two parts keeps to its word: the space before it does not break."""
    for slug in [*STANDARD, "about"]:
        assert not re.search(r" [:;!?»](\s|$)|« ", text_of(slug, "fr")), slug
