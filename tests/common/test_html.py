"""What people write comes out as words, links and lists, whatever they put in (SEC17, SEC18)."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from common import html
from common.html import MAX_MARKS, clean_html, json_ld, plain_line, plain_text

ROOT = Path(__file__).resolve().parents[2]

HOSTILE = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    '<svg><animate onbegin="alert(1)" attributeName="x"/><script>alert(1)</script></svg>',
    "<svg/onload=alert(1)//",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href=" java\tscript:alert(1)">x</a>',
    '<a href="&#106;avascript:alert(1)">x</a>',
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<a href=//evil.example>x</a>",
    '<a href="/\\evil.example">x</a>',
    "<a href='relative/path'>x</a>",
    "<a href=https://ok.example onclick=alert(1) style=position:fixed target=_blank>x</a>",
    "<p style='background:url(//evil.example)' class=header id=main>x</p>",
    "<iframe src=https://evil.example></iframe>",
    "<object data=x></object><embed src=x><applet code=x>",
    "<form action=//evil.example><input name=password><button>Send</button></form>",
    "<base href=//evil.example><meta http-equiv=refresh content=0;url=//evil.example>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<!--><script>alert(1)</script-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<template><script>alert(1)</script></template>",
    "<xmp><script>alert(1)</script></xmp>",
    "<ol start=99999999999><li>x</ol>",
    "<b>" * 5_000 + "x",
    "<table><td><a href='https://ok.example'><table><td>x",
    "\x00<scr\x00ipt>alert(1)</scr\x00ipt>",
    "<p>\u202eevil\u202c \u2066x\u2069 \ufeff</p>",
]
ALLOWED = {*html.TAGS, "html"}


class Seen(HTMLParser):
    """What a browser would make of it: tags with their attributes."""

    def __init__(self, source):
        super().__init__(convert_charrefs=True)
        self.tags = []
        self.text = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text.append(data)

    def handle_comment(self, data):
        raise AssertionError("a comment")

    def handle_decl(self, decl):
        raise AssertionError("a declaration")


def assert_harmless(source):
    for tag, attributes in Seen(source).tags:
        assert tag in ALLOWED
        allowed = {"a": {"href", "rel"}, "ol": {"start"}, "th": {"scope"}}.get(tag, set())
        assert attributes.keys() <= allowed
        if tag == "a":
            assert attributes["rel"] == "nofollow ugc noopener"
            address = attributes.get("href", "#")
            is_own = address.startswith(("/", "#")) and not address.startswith(("//", "/\\"))
            assert is_own or urlsplit(address).scheme in {"http", "https", "mailto"}


@pytest.mark.parametrize("sample", HOSTILE)
def test_nothing_that_runs_loads_frames_or_styles_comes_through(sample):
    assert_harmless(clean_html(sample))
    assert_harmless(clean_html(f"<p>before</p>{sample}<p>after</p>"))


pieces = st.lists(
    st.one_of(
        st.sampled_from(HOSTILE),
        st.text(max_size=20),
        st.sampled_from(["<p>", "</p>", "<ul><li>", "<pre>", "</pre>", '">', "'", "<!--", "<a "]),
    ),
    max_size=8,
)


@settings(deadline=None)  # thousands of tags within each other, read three times
@given(pieces)
@example(
    ["<svg/onload=alert(1)//", '<noscript><p title="</noscript><img src=x onerror=alert(1)>">']
)
@example(["<P>", "<object data=x></object><embed src=x><applet code=x>", "<P>"])
def test_any_mixture_comes_out_harmless_and_stays_as_it_is_the_second_time(parts):
    once = clean_html("".join(parts))
    assert_harmless(once)
    assert clean_html(once) == once


@given(st.text(alphabet=st.characters(categories=["L", "N", "Zs"]), max_size=200))
def test_words_are_kept(words):
    from unicodedata import normalize

    assert "".join(Seen(clean_html(f"<p>{words}</p>")).text) == normalize("NFC", words)


def test_what_a_post_needs_is_kept():
    text = (
        "<h3>One</h3><p><strong>a</strong> <em>b</em> <code>c</code><br><del>d</del></p>"
        '<ol start="3"><li>e</li></ol><blockquote><p>f</p></blockquote><pre>g</pre><hr>'
        '<table><thead><tr><th scope="col">h</th></tr></thead>'
        "<tbody><tr><td>i</td></tr></tbody></table>"
    )
    assert clean_html(text) == text


def test_links_say_that_we_do_not_vouch_for_them():
    assert clean_html('<a href="https://x.example/?a=1&b=2">x</a>') == (
        '<a href="https://x.example/?a=1&amp;b=2" rel="nofollow ugc noopener">x</a>'
    )


@given(st.text())
def test_a_name_is_one_line_without_controls_and_overrides(text):
    line = plain_line(text)
    assert not re.search("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", line)
    assert line == line.strip() == plain_line(line)


def test_a_name_cannot_turn_what_follows_it():
    assert plain_line("guide\u202efdp.exe") == "guidefdp.exe"
    assert plain_line("  Amina\n\tVoorbeeld \x07") == "Amina Voorbeeld"


@pytest.mark.parametrize(
    "name", ["مريم مثال", "Нана Пример", "می‌خواهم", "👩‍🌾", "Ğülşen", "\u200fالاسم (A)\u200f"]
)
def test_names_of_all_scripts_stay_as_they_are(name):
    assert plain_line(name) == name


def test_many_marks_on_one_letter_are_cut_before_they_are_put_in_order():
    """Twenty thousand of them would take a third of a second, and grow with the square."""
    pile = "a" + "\u0301\u0323" * 10_000
    once = plain_text(pile)
    assert len(once) <= 1 + MAX_MARKS
    assert plain_text(once) == once
    assert plain_text("\u0958" + "\u0323" * 40) == plain_text(plain_text("\u0958" + "\u0323" * 40))


@given(st.text())
def test_line_ends_are_one_character(text):
    assert "\r" not in plain_text(text)
    assert plain_text(plain_text(text)) == plain_text(text)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(json_values)
def test_structured_data_cannot_end_its_script_and_says_the_same(data):
    text = json_ld(data)
    assert not set("<>&") & set(text)
    assert json.loads(text) == data


# --- The only files that may call something safe -----------------------------------------------
MAY_MARK_SAFE = {
    "common/admin_scripts.py": "markup that Wagtail's own template of a chooser has escaped",
    "common/html.py": "the sanitiser",
    "learning/certification/printing.py": "a QR code that a library draws from an address of ours",
    "forum/mail_text.py": "what `rendering` returned, with each address of a link escaped anew",
    "forum/rendering.py": "what the sanitiser returned, with names that are escaped",
    "common/icons.py": "icons are files of ours",
    "common/drawing/covers.py": "numbers only",
    "common/printed.py": "what a template printed, with a token in its place",
    "common/drawing/horizon.py": "numbers only",
    "common/drawing/lost.py": "a constant",
    "common/drawing/worldmap.py": "every name, label, link and id is escaped in it",
    "search/highlight.py": "every part of the text is escaped before marks are set in it",
    "members/adapter.py": "a QR code: path numbers that a library draws from an address of ours",
}
MAY_FILTER_SAFE = {
    "templates/components/field_notes.html": "help texts are ours, some with a link",
}


def ours(*suffixes):
    """Files of the project, not of its environment."""
    folders = [path.parent for path in ROOT.glob("*/apps.py")] + [ROOT / "site", ROOT / "templates"]
    return [path for folder in folders for path in folder.rglob("*") if path.suffix in suffixes]


def test_only_named_files_call_something_safe():
    """SEC17: each such call is a promise; a new one is named here with its reason."""
    for path in ours(".py"):
        name = str(path.relative_to(ROOT))
        if re.search(r"\bmark_safe\(|\bSafeString\(", path.read_text()):
            assert name in MAY_MARK_SAFE, name
    for path in ours(".html", ".txt", ".xml"):
        name = str(path.relative_to(ROOT))
        if re.search(r"\|\s*safe(seq)?\b|autoescape\s+off", path.read_text()):
            assert name in MAY_FILTER_SAFE, name
