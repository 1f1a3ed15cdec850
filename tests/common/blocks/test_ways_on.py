"""Links, files, teasers and lists."""

from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Page

from common import lists
from tests.common.blocks.acts import child, refusal, value_of
from tests.factories.pages import site_root


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
