"""The words of texts, without what dresses them."""

import pytest

from common.blocks import BodyBlock, body_blocks
from common.plain import documents_in_stream, plain_of_html, plain_of_stream
from tests.common.blocks.acts import body

CANARY = "xylophagous"


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("", ""),
        ("<p>One</p><p>two</p>", "One\n\ntwo"),
        ("re<b>mit</b>tances", "remittances"),
        ("<ul><li>a</li><li>b</li></ul>", "a\n\nb"),
        ("a &amp; b &lt;c&gt;", "a & b <c>"),
        ("<p>a<script>alert(1)</script>b</p>", "ab"),
        ("<style>p{}</style>words", "words"),
        ("broken <b", "broken <b"),
        ("</script>words", "words"),
        ("a\u202eb\u200bc", "abc"),
    ],
)
def test_html_is_read_as_its_readers_see_it(html, words):
    assert plain_of_html(html) == words


def test_every_block_of_words_is_read():
    text = plain_of_stream(
        body(
            ("heading", {"text": "A heading", "level": "2"}),
            ("text", "<p>A paragraph.</p>"),
            ("list", {"kind": "ticks", "items": ["A point"]}),
            ("pull_quote", {"text": "A quotation", "name": "Maya Beispiel", "role": "Host"}),
            ("accordion", {"items": [{"question": "Why?", "answer": "<p>So.</p>", "anchor": "q"}]}),
            ("statistics", {"figures": [{"value": "122", "label": "people", "as_of": "2021"}]}),
            (
                "table",
                {
                    "table": {
                        "columns": [{"type": "text", "heading": "Country"}],
                        "rows": [{"values": ["Ecuador"]}],
                        "caption": "A caption",
                    },
                    "source": "A source",
                },
            ),
        )
    )
    expected = ["A heading", "A paragraph.", "A point", "A quotation", "Maya Beispiel", "Host"]
    expected += ["Why?", "So.", "122", "people", "2021", "A caption", "Country", "Ecuador"]
    assert [line for line in text.split("\n") if line] == [*expected, "A source"]


def test_what_readers_are_not_shown_is_not_read():
    """Choices, addresses and ids are no words; some words are for some readers only."""
    text = plain_of_stream(
        body(
            ("heading", {"text": "Seen", "level": "3"}),
            ("list", {"kind": "numbers", "items": ["Point"]}),
            ("people", {"people": [{"name": "Maya", "url": f"https://example.org/{CANARY}"}]}),
            ("accordion", {"items": [{"question": "Why?", "answer": "", "anchor": CANARY}]}),
            (
                "call_to_action",
                {
                    "title": CANARY,
                    "button": CANARY,
                    "url": "https://x.example/",
                    "audience": "members",
                },
            ),
            ("related", {"title": CANARY, "pages": [], "links": []}),
            ("teaser", {"page": None, "text": CANARY}),
            ("feed", {"title": CANARY, "list": "", "filter": CANARY, "count": 2}),
            ("image", {"image": {"image": 7, "decorative": False, "alt_text": CANARY}}),
            ("gallery", {"pictures": [{"image": 7, "caption": ""}]}),
            ("video", {"title": "Film", "url": f"https://vimeo.com/{CANARY}", "minutes": 2}),
        )
    )
    assert text.split() == ["Seen", "Point", "Maya", "Why?", "Film"]


def test_files_are_known_wherever_a_text_shows_them(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        text = body(
            ("file", {"document": 3, "label": ""}),
            ("text", '<p><a linktype="document" id="5">a</a> <a linktype="page" id="6">b</a></p>'),
            ("notice", {"title": "", "text": '<p><a linktype="document" id="8">c</a></p>'}),
            ("video", {"title": "Film", "file": 9}),
            ("file", {"document": None, "label": "Nothing"}),
        )
        assert documents_in_stream(text) == {3, 5, 8, 9}


def test_an_empty_body_has_no_words():
    assert plain_of_stream(BodyBlock(body_blocks).to_python([])) == ""
    assert plain_of_stream(None) == ""
