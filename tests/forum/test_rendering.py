"""Markdown of members: what it gives, and what it never gives (forum.md §11, S6)."""

import re
import sys

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from common.html import clean_html
from forum.rendering import (
    MAX_NESTING,
    MOST,
    QuotedPost,
    ask_by_letter,
    posts_quoted_in,
    quote_of,
    read,
    render,
    tokens_of,
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
    "[a",
    "![a",
    "![a]",
    "[a](b",
    "[a](<b",
    '[a](b "c',
    "*a_",
    "a**b*",
    "\u0301\u0323",
    "a\u0301\u0323",
]
MOST_CALLS = 120  # functions called for each letter of a text, C's own among them


@pytest.mark.parametrize(("source", "html"), GIVES)
def test_markdown_gives_plain_markup(source, html):
    assert render(source) == html


def test_a_table_is_a_table():
    assert "<td>2</td>" in render("|a|b|\n|-|-|\n|1|2|")


@pytest.mark.parametrize("source", HOSTILE)
def test_nothing_that_could_run_is_left(source):
    """Stock machina (markdown2 in its "safe mode") lets several of these through."""
    assert not RUNS.search(render(source)), render(source)


def work_of(source):
    """How many functions are called to render a text and to read it: the same on any machine."""
    calls = 0

    def count(_frame, event, _value):
        nonlocal calls
        calls += event in ("call", "c_call")

    tokens_of.cache_clear()
    former = sys.getprofile()
    sys.setprofile(count)
    try:
        render(source)
        read(source)
    finally:
        sys.setprofile(former)
    return calls


def filled(marker, length):
    return (marker * length)[:length]


@pytest.mark.parametrize("marker", MARKERS)
def test_twenty_thousand_characters_of_any_marker_return(marker):
    """S6: markdown2 takes minutes for some, and raises RecursionError for deep quotes.

    The time is measured in benchmarks (0.3 s of the processor, forum.md §17).
    """
    source = filled(marker, 20_000)
    assert isinstance(render(source), str)
    read(source)
    assert work_of(source[:2_000]) <= MOST_CALLS * 2_000


def test_a_text_is_taken_apart_once_to_be_read_and_rendered():
    tokens_of.cache_clear()
    first, second = (read("**a**"), render("**a**")), (read("*b*"), render("*b*"))
    assert [one[1] for one in (first, second)] == [
        "<p><strong>a</strong></p>\n",
        "<p><em>b</em></p>\n",
    ]
    assert tokens_of.cache_info().misses == 2


def test_a_text_of_very_many_lines_cells_or_links_is_shown_as_it_was_written():
    """Its links and names count all the same."""
    many = "**a**\n" * (MOST["\n"] + 1) + "https://example.org @amina"
    html = render(many)
    assert html.startswith("<p>**a**<br>\n**a**<br>")
    assert '<a href="https://example.org"' in html
    found = read(many)
    assert (found.links, found.handles) == (1, {"amina"})
    assert "<table>" not in render("|a|b|\n|-|-|\n" + "|1|2|\n" * (MOST["|"] // 3))
    assert "<strong>" in render("**a**\n" * MOST["\n"])
    assert "<em>" not in render("*b* " + "![a](" * (MOST["]("] + 1))


LETTERS = "[]()!*_`~<>&;#\\-+=|:\"'. \n\tab1@/\u0301\u0323"
markers = st.text(alphabet=LETTERS, min_size=1, max_size=6)


@settings(max_examples=40, deadline=None)
@given(opening=markers, closing=markers)
@example("*a ", "a* ")
@example("[", "]")
@example("![", "](b)")
@example("> ", "\n")
def test_four_times_the_text_is_four_times_the_work(opening, closing):
    """Whatever marker is repeated, and whatever may close it."""
    few, many = (
        work_of(filled(opening, length // 2) + filled(closing, length // 2))
        for length in (500, 2_000)
    )
    assert many <= 5 * few + 1_000


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=LETTERS, max_size=80))
def test_asking_by_the_letter_changes_no_result(source):
    options = {"html": False, "breaks": True, "maxNesting": MAX_NESTING}
    plain, quick = (
        MarkdownIt("commonmark", options).enable(["table", "strikethrough"]) for _ in "ab"
    )
    ask_by_letter(quick)
    assert quick.render(source) == plain.render(source)


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
