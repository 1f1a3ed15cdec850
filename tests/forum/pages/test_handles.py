"""Handles on pages: by them members mention and block each other (forum.md §11, platform.md §7)."""

import pytest
from django.urls import reverse

from forum.models import Mention
from tests.factories import forum as make
from tests.forum.pages.conftest import typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(topic):
    return f"/en/forum/t/{topic.pk}/{topic.slug}/"


def menu_of(page):
    return {link.get_text(" ", strip=True): link["href"] for link in page.select(".menu__panel a")}


def test_members_see_a_handle_below_the_name_and_others_do_not(
    open_page, browser_of, address, author, reader
):
    assert f"@{author.handle}" in open_page(reader, address).select_one(".person__line").text
    assert author.handle not in browser_of().get(address).content.decode()


def test_everybody_finds_their_own_handle_on_their_page(open_page, reader):
    assert f"@{reader.handle}" in open_page(reader, "/en/me/").main.text


def test_the_menu_of_a_post_mentions_and_blocks_its_author(open_page, address, author, reader):
    menu = menu_of(open_page(reader, address))
    assert menu["Block this member"] == reverse("members:block", args=[author.handle])
    assert open_page(reader, menu["Block this member"]).h1.text == "Block this member?"
    form = typed(open_page(reader, menu[f"Mention @{author.handle}"]))
    assert (form["body"], form["reply_to"]) == (f"@{author.handle} ", "")


def test_nobody_mentions_or_blocks_themselves(open_page, address, author):
    menu = menu_of(open_page(author, address))
    assert "Block this member" not in menu
    assert not [words for words in menu if words.startswith("Mention")]


def test_a_mention_stands_before_what_was_written_already(open_page, topic, author, reader):
    from forum import services

    context = f"reply:{topic.pk}"
    services.save_draft(member=reader, context=context, body="I agree.", language="en", version=0)
    first = topic.first_post_id
    page = open_page(reader, f"/en/forum/t/{topic.pk}/reply/?mention={first}")
    assert typed(page)["body"] == f"@{author.handle} I agree."


def test_an_answer_begun_by_mention_mentions(
    open_page, browser_of, slowly, topic, forum, author, reader
):
    third = make.person("Third")
    post = make.a_reply(topic, third)
    address = f"/en/forum/t/{topic.pk}/reply/"
    form = typed(open_page(reader, f"{address}?mention={post.pk}"))
    form["body"] += "what do you pay?"
    assert browser_of(reader).post(address, form).status_code == 303
    assert [one.user for one in Mention.objects.all()] == [third]


@pytest.mark.parametrize("number", ["0", "abc", "999999"])
def test_a_mention_of_nobodys_post_is_not_there(browser_of, topic, reader, number):
    address = f"/en/forum/t/{topic.pk}/reply/?mention={number}"
    assert browser_of(reader).get(address).status_code == 404
