"""What every block owes: a description, a preview, a template of its name, and inert text."""

import re
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.template.loader import get_template
from django.urls import reverse
from wagtail.blocks import ListBlock, StructBlock
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page

from common import counters, lists
from common.blocks import BodyBlock, body_blocks
from tests.factories.pages import site_root

BODY = BodyBlock(body_blocks)
NAMES = [name for name, _block in body_blocks]
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'
NOT_WORDS = {"type", "date", "as_of", "url", "link", "level", "kind", "audience", "list", "value"}


def child(name):
    return BODY.child_blocks[name]


def value_of(name, **raw):
    return child(name).to_python(raw)


def body(*blocks):
    """`body(("heading", {...}), ("text", "<p>…</p>"))` as a body's value."""
    return BODY.to_python([{"type": name, "value": raw} for name, raw in blocks])


def heading(text, level="2"):
    return "heading", {"text": text, "level": level}


@pytest.fixture
def picture(db):
    return get_image_model().objects.create(
        title="A hall", description="A hall with chairs", file=get_test_image_file(size=(1200, 800))
    )


@pytest.fixture
def document(db):
    from django.core.files.base import ContentFile

    file = ContentFile(b"%PDF-1.4 checklist", name="checklist.pdf")
    return get_document_model().objects.create(title="Checklist", file=file, file_size=18)


@pytest.mark.parametrize("name", NAMES)
def test_a_block_says_what_it_is_and_has_the_template_of_its_name(name):
    block = child(name)
    assert block.get_description()
    assert block.label
    assert block.meta.group
    assert block.meta.template == f"blocks/{name}.html"
    get_template(block.meta.template)


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_the_picker_shows_an_example_of_every_block(name, admin, client):
    """style.md §3: without description, preview value and our template there is none."""
    block = child(name)
    assert block.is_previewable
    client.force_login(admin)
    answer = client.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
    assert answer.status_code == 200
    html = answer.content.decode()
    assert "css/site.css" in html
    assert "<script" not in html
    assert " style=" not in html
    shown = html.split('<div class="prose">')[1]
    assert len(re.sub(r"<[^>]*>|\s", "", shown)) > 10 or "<svg" in shown


def spoil(raw, key=""):
    """`raw` with hostile markup in every plain field."""
    if isinstance(raw, dict):
        return {name: spoil(one, name) for name, one in raw.items()}
    if isinstance(raw, list):
        return [spoil(one, key) for one in raw]
    is_words = isinstance(raw, str) and key not in NOT_WORDS and not raw.startswith("<p>")
    return HOSTILE if is_words else raw


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(set(NAMES) - {"text"}))
def test_markup_typed_into_a_field_stays_text(name):
    """SEC17: plain fields are escaped wherever they are printed."""
    block = child(name)
    raw = block.get_prep_value(block.get_preview_value())
    spoilt = raw if name == "accordion" else spoil(raw)
    if name == "accordion":
        spoilt = {"items": [{"question": HOSTILE, "answer": "<p>x</p>", "anchor": ""}]}
    tags = Tags(block.render(block.to_python(spoilt), {"block_def": block}))
    assert not {"script", "img"} & {tag for tag, _attrs in tags.found}
    assert not [name for _tag, attrs in tags.found for name in attrs if name.startswith("on")]


class Tags(HTMLParser):
    """The tags a browser sees, with the names of their attributes."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, {name for name, _value in attrs}))


def refusal(name, raw):
    """What stops the value from being published: (field, words)."""
    with pytest.raises(ValidationError) as caught:
        child(name).clean(value_of(name, **raw))
    return caught.value.block_errors


# --- Words ------------------------------------------------------------------------------------
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
    BODY.clean_deferred(body(heading("First", "4")))


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


def test_two_questions_cannot_have_one_address():
    one = {"question": "A", "answer": "<p>x</p>", "anchor": "costs"}
    assert "items" in refusal("accordion", {"items": [one, one]})


@pytest.mark.parametrize("anchor", ["Costs", "a b", "a#b", "-a", "x" * 81, "a\n"])
def test_the_address_of_a_question_is_plain(anchor):
    item = {"question": "A", "answer": "<p>x</p>", "anchor": anchor}
    with pytest.raises(ValidationError):
        child("accordion").clean(value_of("accordion", items=[item]))


def test_questions_stay_open_on_paper():
    raw = {"items": [{"question": "A", "answer": "<p>x</p>", "anchor": ""}]}
    block = child("accordion")
    assert "<details" in block.render(block.to_python(raw))
    assert " open" not in block.render(block.to_python(raw))
    assert " open" in block.render(block.to_python(raw), {"for_paper": True})


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


# --- Pictures and films -------------------------------------------------------------------------
def test_a_picture_has_words_in_its_place_or_is_decoration(picture):
    for raw, is_allowed in (
        ({"image": picture.pk, "alt_text": "", "decorative": False}, False),
        ({"image": picture.pk, "alt_text": "A full hall", "decorative": False}, True),
        ({"image": picture.pk, "alt_text": "", "decorative": True}, True),
        ({"image": None, "alt_text": "A hall", "decorative": False}, False),
    ):
        value = value_of("image", image=raw, caption="")
        if is_allowed:
            child("image").clean(value)
        else:
            with pytest.raises(ValidationError):
                child("image").clean(value)


def test_a_picture_comes_in_sizes_and_formats_and_the_light_version_has_none(picture):
    raw = {"image": picture.pk, "alt_text": "A full hall", "decorative": False}
    value = value_of("image", image=raw, caption="The evening")
    html = child("image").render(value)
    assert 'type="image/avif"' in html
    assert 'alt="A full hall"' in html
    assert 'loading="lazy"' in html
    assert re.search(r'width="\d+"', html)
    assert child("image").render(value, {"light": True}).strip() == ""


def test_a_gallery_holds_two_to_twelve_pictures(picture):
    one = {
        "image": {"image": picture.pk, "alt_text": "x", "decorative": False},
        "caption": "",
    }
    block = child("gallery")
    block.clean(value_of("gallery", pictures=[one] * 2))
    for number in (1, 13):
        with pytest.raises(ValidationError):
            block.clean(value_of("gallery", pictures=[one] * number))


FILM = {"title": "A film", "url": "https://vimeo.com/1", "minutes": 3}


def test_a_film_needs_captions_or_a_transcript():
    assert "transcript" in refusal("video", FILM)
    child("video").clean(value_of("video", **FILM, captions=["en"]))
    child("video").clean(value_of("video", **FILM, transcript="<p>x</p>"))


def test_a_draft_of_a_film_may_wait_for_its_words():
    BODY.clean_deferred(body(("video", {"title": "A film", "url": "", "minutes": 3})))


@pytest.mark.parametrize(
    "url",
    [
        "https://films.example/1",
        "http://vimeo.com/1",
        "https://vimeo.com.example/1",
        "https://vimeo.com@films.example/1",
        "https://evil.example/https://vimeo.com/1",
        "https://www.youtube.com.evil.example/watch",
    ],
)
def test_a_film_from_another_host_is_refused_in_a_draft_too(url):
    """platform.md §5: embed host not on the allow-list → refused."""
    with pytest.raises(ValidationError) as caught:
        BODY.clean_deferred(body(("video", FILM | {"url": url})))
    assert "url" in caught.value.block_errors[0].block_errors


def test_a_film_is_a_link_or_a_file(document):
    assert "url" in refusal("video", FILM | {"file": document.pk, "captions": ["en"]})
    assert "url" in refusal("video", FILM | {"url": "", "captions": ["en"]})
    value = value_of("video", **FILM | {"url": "", "file": document.pk, "captions": ["en"]})
    child("video").clean(value)
    assert document.url in child("video").render(value)


def test_no_film_loads_by_itself():
    block = child("video")
    html = block.render(block.get_preview_value())
    assert not re.search(r"<(iframe|video|embed|object|script)", html)


# --- Facts --------------------------------------------------------------------------------------
FIGURE = {"value": "122", "label": "people", "as_of": "2021-09", "source": "Report"}


@pytest.mark.parametrize("missing", ["label", "as_of", "source"])
def test_a_figure_prints_its_date_and_source_or_is_refused(missing):
    """platform.md §5: a fixed figure without date or source is refused."""
    child("statistics").clean(value_of("statistics", figures=[FIGURE]))
    with pytest.raises(ValidationError):
        child("statistics").clean(value_of("statistics", figures=[FIGURE | {missing: ""}]))


def test_a_figure_is_counted_or_given_not_both(db):
    key = counters.choices()[0][0]
    for figure in ({"counter": "", "value": ""}, FIGURE | {"counter": key}):
        with pytest.raises(ValidationError):
            child("statistics").clean(value_of("statistics", figures=[figure]))


def test_a_strip_holds_six_figures():
    with pytest.raises(ValidationError):
        child("statistics").clean(value_of("statistics", figures=[FIGURE] * 7))


@pytest.mark.django_db
def test_figures_show_their_date_in_words():
    html = child("statistics").render(value_of("statistics", figures=[FIGURE]))
    assert "September 2021 · Report" in html


@pytest.mark.django_db
def test_a_counter_nobody_offers_is_left_out_and_the_editor_is_told():
    value = value_of("statistics", figures=[{"counter": "dragons"}, FIGURE])
    html = child("statistics").render(value)
    assert html.count("<dt>") == 1
    assert [remark for remark in child("statistics").remarks(value) if "dragons" in remark]
    assert BODY.remarks(body(("statistics", {"figures": [{"counter": "dragons"}]})))


@pytest.mark.django_db
def test_a_counted_figure_prints_the_day_it_was_counted():
    key = counters.choices()[0][0]
    html = child("statistics").render(value_of("statistics", figures=[{"counter": key}]))
    assert re.search(r"<dd>\d+ \w+ \d{4}</dd>", html)


@pytest.mark.parametrize("date", ["2021-02-31", "21", "2021-13", "next year", "2021-00"])
def test_a_moment_with_a_broken_date_is_refused(date):
    with pytest.raises(ValidationError):
        child("timeline").clean(value_of("timeline", items=[{"date": date, "title": "A day"}]))


def test_a_timeline_is_in_order_of_time_whatever_was_typed_first():
    moments = [
        {"date": "2021-09", "title": "Later"},
        {"date": "2008", "title": "Sooner"},
        {"date": "half", "title": "A draft"},
    ]
    html = child("timeline").render(value_of("timeline", items=moments))
    assert html.index("Sooner") < html.index("Later")
    assert "A draft" not in html
    assert '<time datetime="2021-09">September 2021</time>' in html


def test_a_portrait_is_published_with_consent_only(picture):
    people = {"people": [{"name": "Maya Beispiel", "portrait": picture.pk}]}
    with pytest.raises(ValidationError):
        child("people").clean(value_of("people", **people))
    picture.consent_note = "Agreed by letter, 3 May 2026."
    picture.save()
    child("people").clean(value_of("people", **people))


# --- Ways on ------------------------------------------------------------------------------------
@pytest.fixture
def pages(db):
    """A page for everybody, one that is not published, one behind a log-in."""
    from wagtail.models import PageViewRestriction

    root = site_root()
    seen = root.add_child(instance=Page(title="Seen", slug="seen"))
    draft = root.add_child(instance=Page(title="Draft", slug="draft", live=False))
    closed = root.add_child(instance=Page(title="Closed", slug="closed"))
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    return SimpleNamespace(seen=seen, draft=draft, closed=closed)


def test_links_lead_only_to_what_the_reader_may_see(pages, member):
    """SEC13."""
    value = value_of("related", pages=[pages.draft.pk, pages.seen.pk, pages.closed.pk], links=[])
    html = child("related").render(value, {})
    assert "Seen" in html
    assert "Draft" not in html
    assert "Closed" not in html
    html = child("related").render(value, {"viewer": member})
    assert "Closed" in html
    assert "Draft" not in html


def test_the_editor_is_told_of_links_that_readers_do_not_see(pages):
    value = value_of("related", pages=[pages.draft.pk, pages.seen.pk], links=[])
    remarks = child("related").remarks(value)
    assert len(remarks) == 1
    assert "Draft" in remarks[0]


@pytest.mark.parametrize("number", [1, 8])
def test_related_pages_cost_the_same_for_any_number(number, db, django_assert_max_num_queries):
    root = site_root()
    more = [root.add_child(instance=Page(title=f"P{n}", slug=f"p{n}")) for n in range(number)]
    value = value_of("related", pages=[page.pk for page in more], links=[])
    list(value["pages"])
    child("related").render(value)  # site roots and content types
    with django_assert_max_num_queries(4):
        html = child("related").render(value)
    assert html.count("<li>") == number


def test_read_on_holds_one_to_twelve(pages):
    link = {"label": "x", "url": "https://example.org/"}
    child("related").clean(value_of("related", pages=[pages.seen.pk], links=[link] * 11))
    for bad in ({"pages": [], "links": []}, {"pages": [pages.seen.pk], "links": [link] * 12}):
        assert "pages" in refusal("related", bad)


@pytest.mark.parametrize("url", ["ftp://example.org/", "javascript:alert(1)", "mailto:a@b.org"])
def test_addresses_are_web_addresses(url):
    link = {"label": "x", "url": url}
    with pytest.raises(ValidationError):
        child("related").clean(value_of("related", pages=[], links=[link]))


def test_a_file_shows_format_and_size_before_it_is_fetched(document):
    html = child("file").render(value_of("file", document=document.pk, label=""))
    assert "Checklist" in html
    assert "PDF" in html
    assert "18" in html
    assert f'href="{document.url}"' in html


def test_a_teaser_is_the_pages_own_and_shows_nothing_of_a_draft(pages):
    block = child("teaser")
    assert "Seen" in block.render(value_of("teaser", page=pages.seen.pk, text="In short."))
    assert block.render(value_of("teaser", page=pages.draft.pk, text="In short.")).strip() == ""
    assert "Draft" in block.remarks(value_of("teaser", page=pages.draft.pk))[0]


def test_a_call_to_action_leads_to_one_place(pages):
    call = {"title": "Join", "button": "Join us", "audience": "all"}
    assert "page" in refusal("call_to_action", call)
    both = {"page": pages.seen.pk, "url": "https://example.org/"}
    assert "page" in refusal("call_to_action", call | both)
    html = child("call_to_action").render(value_of("call_to_action", **call, page=pages.draft.pk))
    assert html.strip() == ""


@pytest.mark.django_db
def test_an_item_for_readers_without_account_is_not_shown_to_members(member):
    call = {"title": "Join", "button": "Join us", "url": "https://e.org/"}
    block = child("call_to_action")
    for audience, shows in {"all": (1, 1), "anonymous": (1, 0), "members": (0, 1)}.items():
        value = block.to_python(call | {"audience": audience})
        seen = (
            "Join us" in block.render(value, {}),
            "Join us" in block.render(value, {"viewer": member}),
        )
        assert seen == tuple(bool(one) for one in shows)


def test_every_offered_list_has_a_name():
    assert {key for key, _label in lists.choices()} >= {"news", "events"}


@pytest.mark.django_db
@pytest.mark.parametrize("filters", ["", "theme=mapping", "theme=%00&country=&year=x", "x" * 200])
def test_a_list_takes_any_filter_without_an_error(filters):
    for key, _label in lists.choices():
        raw = {"title": "New", "list": key, "filter": filters, "count": 4}
        assert "Nothing has been published" in child("feed").render(value_of("feed", **raw))


@pytest.mark.django_db
def test_a_list_that_nobody_offers_any_more_is_empty_and_the_editor_is_told():
    value = value_of("feed", title="New", list="dragons", count=4)
    assert "Nothing has been published" in child("feed").render(value)
    assert "dragons" in child("feed").remarks(value)[0]


def leaves(block, path=""):
    if isinstance(block, StructBlock):
        for name, one in block.child_blocks.items():
            yield from leaves(one, f"{path}.{name}")
    elif isinstance(block, ListBlock):
        yield from leaves(block.child_block, path)
    else:
        yield path, block


def test_every_field_for_words_has_an_end_and_a_name():
    """Nobody pastes a book into a title."""
    from wagtail.blocks import CharBlock, TextBlock

    for name, block in body_blocks:
        for path, leaf in leaves(block, name):
            if type(leaf) in (CharBlock, TextBlock):
                is_wagtails = path.endswith(".alt_text") or "table" in path
                assert leaf.field.max_length or is_wagtails, path
