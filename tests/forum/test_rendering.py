"""Markdown of members: what it gives, and what it never gives (forum.md §11, S6)."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from common.html import clean_html
from forum.rendering import (
    MAX_NESTING,
    QuotedPost,
    posts_quoted_in,
    quote_of,
    read,
    render,
    with_names,
)

GIVES = [
    ("one\ntwo", "<p>one<br>\ntwo</p>\n"),
    ("**b** _i_ ~~s~~ `c`", "<p><strong>b</strong> <em>i</em> <s>s</s> <code>c</code></p>\n"),
    ("# Title", "<h4>Title</h4>\n"),
    ("## Title", "<h5>Title</h5>\n"),
    ("##### Title", "<h6>Title</h6>\n"),
    ("example.org", "<p>example.org</p>\n"),
    (
        "see https://example.org/a.",
        '<p>see <a href="https://example.org/a" rel="nofollow ugc noopener">'
        "https://example.org/a</a>.</p>\n",
    ),
    (
        "![map](https://example.org/m.png)",
        '<p><a href="https://example.org/m.png" rel="nofollow ugc noopener">map</a></p>\n',
    ),
    ("<b>bold</b>", "<p>&lt;b&gt;bold&lt;/b&gt;</p>\n"),
]
HOSTILE = [
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\nscript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox(1))",
    "![x](javascript:alert(1))",
    "<img src=x onerror=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x]: javascript:alert(1)\n\n[x]",
    '[x](https://example.org "onmouseover=alert(1)")',
    "<svg><script>alert(1)</script></svg>",
    "`<script>`\n\n```\n<script>alert(1)</script>\n```",
    "[x](//evil.example)",
    '<https://example.org/"onmouseover="alert(1)>',
    "<style>*{display:none}</style>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<div style='position:fixed'>x</div>",
    "[a](https://x.example/?q=<script>)",
    "> [post:1](javascript:alert(1))",
]
RUNS = re.compile(
    r"<(?!/?(?:p|br|hr|em|strong|s|code|pre|blockquote|ul|ol|li|a|h[3-6]|table|thead"
    r"|tbody|tr|th|td|b|i|del|sub|sup)\b)[a-z]|<[^>]*\s(?:on\w+|style|class|id|src|data-\w+)"
    r"\s*=|href=\"(?!https?:|mailto:|/[^/\\]|#)",
    re.IGNORECASE,
)
MARKERS = [
    "[",
    "![",
    "](",
    "*",
    "**",
    "_",
    "`",
    "> ",
    "- ",
    "1. ",
    "#",
    "|",
    "<",
    "&",
    "\\",
    "~~",
    "[](",
    "[x](",
    "<a ",
    "![[",
    "a*",
    "**a ",
    "`` ` ",
    "||\n",
    "[a]: b\n",
    "\t",
    "(",
    "[^",
    "https://",
    "@",
    "<!--",
    "\n> ",
    "*_",
    "|a|b\n-|-\n",
    "[post:1]\n",
    "> [post:1]\n",
]


@pytest.mark.parametrize(("source", "html"), GIVES)
def test_markdown_gives_plain_markup(source, html):
    assert render(source) == html


def test_a_table_is_a_table():
    assert "<td>2</td>" in render("|a|b|\n|-|-|\n|1|2|")


@pytest.mark.parametrize("source", HOSTILE)
def test_nothing_that_could_run_is_left(source):
    """Stock machina (markdown2 in its "safe mode") lets several of these through."""
    assert not RUNS.search(render(source)), render(source)


@pytest.mark.parametrize("marker", MARKERS)
def test_twenty_thousand_characters_of_any_marker_return(marker):
    """S6: markdown2 takes minutes for some, and raises RecursionError for deep quotes.

    Only a guard against hanging stands here; growth is measured in benchmarks.
    """
    source = (marker * 20_000)[:20_000]
    assert isinstance(render(source), str)
    read(source)


def test_deep_nesting_is_cut_and_never_raises():
    html = render(">" * 1_000 + " x")
    assert html.count("<blockquote>") <= MAX_NESTING
    render("\n".join("  " * at + "- x" for at in range(1_000)))


@settings(max_examples=80, deadline=None)
@given(
    st.text(max_size=400) | st.lists(st.sampled_from([*MARKERS, *HOSTILE, "\n", "a"])).map("".join)
)
@example("> > [post:1]\n")
def test_a_rendering_is_a_fixed_point_of_the_sanitiser(source):
    html = render(source)
    assert clean_html(html) == html
    assert not RUNS.search(html)


def test_a_quote_names_its_author_when_it_is_shown():
    html = render(quote_of(7, "Four *per* cent\n> [post:3]\n> deeper") + "I agree.")
    assert posts_quoted_in(html) == {7}
    shown = with_names(html, {7: QuotedPost("<Amina> wrote:", "/en/forum/p/7/")})
    assert '<a href="/en/forum/p/7/">&lt;Amina&gt; wrote:</a>' in shown
    assert "#7" not in shown


def test_a_quote_of_what_the_reader_does_not_see_says_nothing_of_it():
    assert "#7" not in with_names(render("> [post:7]\n> Secret\n\nYes."), {})


def test_words_links_and_names_are_read_outside_of_code_and_quotes():
    found = read("@amina `@code` see https://example.org\n\n> @quoted said\n\n![](/x.png)")
    assert found.handles == {"amina"}
    assert found.links == 2
    assert "said" not in found.words


def test_an_address_of_mail_is_no_mention():
    assert read("write to maya@example.org").handles == frozenset()
