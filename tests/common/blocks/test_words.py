"""Words: rich text, headings, questions, tables."""

import re

import pytest
from django.core.exceptions import ValidationError

from common.blocks import headings_of
from tests.common.blocks.acts import BODY, body, child, heading, refusal, value_of


@pytest.mark.parametrize(
    "source",
    [
        '<p><a href="javascript:alert(1)">x</a></p>',
        '<p><a href="ftp://example.org/">x</a></p>',
        '<p><a href=" data:text/html,x">x</a></p>',
        '<p><a href="https://example.org/"> </a></p>',
        "<h2>A heading</h2>",
        "<p>x</p><h4>A heading</h4>",
    ],
)
def test_rich_text_links_to_the_web_in_words_and_has_no_headings(source):
    block = child("text")
    with pytest.raises(ValidationError):
        block.clean(block.to_python(source))
    block.defer_required_validation()
    try:
        block.clean(block.to_python(source))  # a draft is never blocked
    finally:
        block.restore_deferred_validation()


@pytest.mark.parametrize(
    "source",
    [
        '<p><a href="https://example.org/">x</a> <a href="mailto:a@example.org">y</a></p>',
        '<p><a linktype="page" id="1">x</a> <a href="#part">y</a> <a href="/en/help/">z</a></p>',
    ],
)
def test_rich_text_with_ordinary_links_is_published(source):
    block = child("text")
    assert block.clean(block.to_python(source)).source == source


def test_headings_begin_at_two_and_leave_out_no_level():
    BODY.clean(body(heading("One"), heading("Below", "3"), heading("Two"), heading("B", "3")))
    for bad in (
        [heading("First", "3")],
        [heading("One"), heading("Deep", "4")],
        [heading("One"), heading("B", "3"), heading("Two"), heading("Deep", "4")],
    ):
        with pytest.raises(ValidationError) as caught:
            BODY.clean(body(*bad))
        index = len(bad) - 1
        assert caught.value.block_errors.keys() == {index}
        assert "level" in caught.value.block_errors[index].block_errors


def test_a_draft_may_skip_a_level():
    draft = BODY.clean_deferred(body(heading("First", "4")))
    assert [block.value["level"] for block in draft] == ["4"]


def test_a_block_sets_its_own_headings_below_the_last_heading():
    panel = ("notice", {"title": "Good to know", "text": "<p>x</p>"})
    html = BODY.render(body(panel, heading("One"), panel, heading("Below", "3"), panel))
    levels = re.findall(r"<h(\d)", html)
    assert levels == ["2", "2", "3", "3", "4"]


def test_a_page_may_set_its_text_one_level_lower():
    html = BODY.render(body(heading("One"), heading("Below", "3")), {"heading_level": 3})
    assert re.findall(r"<h(\d)", html) == ["3", "4"]


def test_each_id_stands_once_and_the_one_an_editor_wrote_stays():
    """A11Y3: unique ids; a link to a question somebody sent stays right."""
    questions = [
        {"question": "Costs", "answer": "<p>x</p>", "anchor": ""},
        {"question": "What does it cost?", "answer": "<p>x</p>", "anchor": "costs"},
    ]
    talk = {"interviewee": "Ana", "items": [{"question": "Why?", "answer": "<p>x</p>"}]}
    html = BODY.render(
        body(
            heading("Costs"),
            heading("Costs"),
            heading("Main"),
            heading("أسئلة"),
            heading("???"),
            ("accordion", {"items": questions}),
            ("questions", talk),
            ("questions", talk),
        )
    )
    ids = re.findall(r'\bid="([^"]*)"', html)
    assert len(set(ids)) == len(ids) == 9
    assert "main" not in ids
    assert "" not in ids
    assert re.search(r'id="costs"[^>]*><summary>What does it cost', html)


def test_links_to_headings_lead_to_them_whatever_stands_between():
    """What "on this page" says: in any alphabet, said twice, after a question of the same words."""
    question = {"question": "Données gardées", "answer": "<p>x</p>", "anchor": ""}
    value = body(
        heading("Données gardées"),
        ("accordion", {"items": [question]}),
        heading("Données gardées"),
        heading("أسئلة"),
    )
    html = BODY.render(value)
    for anchor, words in headings_of(value):
        assert f'<h2 id="{anchor}">{words}</h2>' in html


def test_two_questions_cannot_have_one_address():
    one = {"question": "A", "answer": "<p>x</p>", "anchor": "costs"}
    assert "items" in refusal("accordion", {"items": [one, one]})


@pytest.mark.parametrize("anchor", ["Costs", "a b", "a#b", "-a", "x" * 81, "a\n"])
def test_the_address_of_a_question_is_plain(anchor):
    item = {"question": "A", "answer": "<p>x</p>", "anchor": anchor}
    with pytest.raises(ValidationError):
        child("accordion").clean(value_of("accordion", items=[item]))


def test_the_first_question_is_open_and_on_paper_all_are():
    items = [{"question": one, "answer": "<p>x</p>", "anchor": ""} for one in "ABC"]
    block = child("accordion")
    value = block.to_python({"items": items})
    assert block.render(value).count("<details") == 3
    assert block.render(value).count(" open>") == 1
    assert block.render(value, {"for_paper": True}).count(" open>") == 3


# --- Tables -----------------------------------------------------------------------------------
def table(caption="Tips", headings=("Country", "Tips"), rows=(("Ecuador", "5"),)):
    columns = [{"type": "text", "heading": one} for one in headings]
    return {
        "table": {
            "columns": columns,
            "rows": [{"values": list(row)} for row in rows],
            "caption": caption,
        }
    }


def test_a_table_needs_a_caption_and_column_headings():
    child("table").clean(value_of("table", **table()))
    for bad in (
        table(caption=" "),
        table(headings=("Country", " ")),
        table(rows=()),
        table(headings=(), rows=()),
        table(headings=["x"] * 9, rows=[["x"] * 9]),
        table(rows=[("x", "1")] * 61),
    ):
        assert "table" in refusal("table", bad)


def test_a_table_says_which_cells_are_headings_and_which_are_figures():
    rows = (("Ecuador", "1200"), ("Senegal", "12000"))
    html = child("table").render(value_of("table", **table(rows=rows)))
    assert html.count('scope="col"') == 2
    assert html.count('scope="row"') == 2
    assert "<caption>Tips</caption>" in html
    assert "12,000" in html
    assert "1200" in html  # four figures may be a year
