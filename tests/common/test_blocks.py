"""What every block owes: a description, a preview, a template of its name, and inert text."""

import pytest
from django.core.exceptions import ValidationError
from django.template.loader import get_template
from wagtail.blocks import StreamBlock

from common import lists
from common.blocks import body_blocks

BODY = StreamBlock(body_blocks)
NAMES = [name for name, _block in body_blocks]
# A preview of these needs rows of a real site: a picture, a file, a page, a list.
NEEDS_ROWS = {"picture", "gallery", "file", "teaser", "feed"}
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'


def child(name):
    return BODY.child_blocks[name]


def value_of(name, **raw):
    return child(name).to_python(raw)


@pytest.mark.parametrize("name", NAMES)
def test_a_block_says_what_it_is_and_has_the_template_of_its_name(name):
    block = child(name)
    assert block.get_description()
    assert block.meta.template == f"blocks/{name}.html"
    get_template(block.meta.template)


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(set(NAMES) - NEEDS_ROWS))
def test_a_block_has_a_preview_that_shows_its_words(name):
    block = child(name)
    assert block.is_previewable
    html = block.render(block.get_preview_value())
    assert len(html.strip()) > 20


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(set(NAMES) - NEEDS_ROWS - {"text", "call_to_action"}))
def test_markup_typed_into_a_field_stays_text(name):
    """SEC17: plain fields are escaped wherever they are printed."""

    def spoil(value):
        if isinstance(value, dict):
            kept = {"type", "date", "url"}  # read by the block itself, checked before saving
            return {key: one if key in kept else spoil(one) for key, one in value.items()}
        if isinstance(value, list):
            return [spoil(one) for one in value]
        return (
            HOSTILE if isinstance(value, str) and not value.startswith(("<p>", "http")) else value
        )

    block = child(name)
    raw = block.get_prep_value(block.get_preview_value())
    html = block.render(block.to_python(spoil(raw)))
    assert "<script" not in html
    assert "<img" not in html


def test_a_film_needs_captions_or_a_transcript():
    film = {"title": "A film", "url": "https://vimeo.com/1", "minutes": 3}
    with pytest.raises(ValidationError) as refusal:
        child("video").clean(value_of("video", **film))
    assert "transcript" in refusal.value.block_errors
    child("video").clean(value_of("video", **film, captions=["en"]))


@pytest.mark.parametrize(
    "url",
    [
        "https://films.example/1",
        "http://vimeo.com/1",
        "https://vimeo.com.example/1",
        "https://vimeo.com@films.example/1",
    ],
)
def test_a_film_from_another_host_is_refused(url):
    film = value_of("video", title="A film", url=url, minutes=3, captions=["en"])
    with pytest.raises(ValidationError) as refusal:
        child("video").clean(film)
    assert "url" in refusal.value.block_errors


@pytest.mark.parametrize("missing", ["label", "as_of", "source"])
def test_a_figure_prints_its_date_and_source_or_is_refused(missing):
    """platform.md §5: a fixed figure without date or source is refused."""
    figure = {"value": "122", "label": "people", "as_of": "2021-09", "source": "Report"}
    child("statistics").clean(value_of("statistics", figures=[figure]))
    with pytest.raises(ValidationError):
        child("statistics").clean(value_of("statistics", figures=[figure | {missing: ""}]))


@pytest.mark.django_db
def test_a_counter_nobody_offers_is_left_out():
    shown = child("statistics").render(value_of("statistics", figures=[{"counter": "dragons"}]))
    assert "<dt>" not in shown


@pytest.mark.parametrize("date", ["2021-02-31", "21", "2021-13", "next year"])
def test_a_moment_with_a_broken_date_is_refused(date):
    with pytest.raises(ValidationError):
        child("timeline").clean(value_of("timeline", items=[{"date": date, "title": "A day"}]))


def test_a_timeline_is_in_order_of_time_whatever_was_typed_first():
    html = child("timeline").render(
        value_of(
            "timeline",
            items=[{"date": "2021-09", "title": "Later"}, {"date": "2008", "title": "Sooner"}],
        )
    )
    assert html.index("Sooner") < html.index("Later")


def test_a_table_needs_a_caption_and_column_headings():
    def table(caption, heading):
        columns = [{"type": "text", "heading": heading}]
        raw = {"columns": columns, "rows": [{"values": ["1"]}], "caption": caption}
        return value_of("table", table=raw)

    child("table").clean(table("Tips by country", "Tips"))
    for bad in (table("", "Tips"), table("Tips by country", " ")):
        with pytest.raises(ValidationError):
            child("table").clean(bad)


def test_a_call_to_action_leads_to_one_place():
    with pytest.raises(ValidationError):
        child("call_to_action").clean(
            value_of("call_to_action", title="Join", button="Join us", audience="all")
        )


@pytest.mark.django_db
def test_an_item_for_readers_without_account_is_not_shown_to_members(member):
    call = value_of(
        "call_to_action", title="Join", button="Join us", url="https://e.org/", audience="anonymous"
    )
    assert "Join us" in child("call_to_action").render(call, {})
    assert "Join us" not in child("call_to_action").render(call, {"viewer": member})


def test_every_offered_list_has_a_name():
    assert {key for key, _label in lists.choices()} >= {"news", "events"}


@pytest.mark.django_db
def test_a_list_that_nobody_offers_any_more_is_empty(anonymous):
    assert lists.newest("dragons", anonymous, None, None, 4) == []
