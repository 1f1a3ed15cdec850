"""Admins' pages about rooms: they do what the services do, and say what is wrong (forum.md §6)."""

import pytest
from django.contrib.auth.models import Group

from forum import services
from forum.engine import Forum
from forum.models import ForumInfo, ForumText, PreModeration, Preset
from forum.services import personal
from tests.budgets import queries
from tests.factories import discussions as given
from tests.factories import forum as make
from tests.forum.pages.conftest import typed

pytestmark = pytest.mark.django_db
ROOMS = "/en/forum/moderation/rooms/"
NEW = {
    "kind": "room",
    "name_en": "Remittances",
    "description_en": "Sending money home.",
    "name_fr": "Envois",
    "preset": "members",
    "pre_moderation": "everyone",
}


def test_the_first_rooms_of_a_site_are_made_by_an_admin(browser_of, forum_admin, open_page, author):
    assert "Make a shelf first" in open_page(forum_admin, ROOMS).text
    browser = browser_of(forum_admin)
    shelf = {"kind": "shelf", "name_en": "Evidence", "preset": "public", "pre_moderation": "new"}
    assert browser.post(f"{ROOMS}new/", shelf).status_code == 303
    parent = Forum.objects.get()
    assert parent.is_category
    assert browser.post(f"{ROOMS}new/", NEW | {"parent": parent.pk}).status_code == 303
    room = Forum.objects.get(parent=parent)
    info = ForumInfo.objects.get(forum=room)
    assert (info.preset, info.pre_moderation) == (Preset.MEMBERS, PreModeration.EVERYONE)
    assert ForumText.objects.get(forum=room, language="fr").name == "Envois"
    assert "Envois" in open_page(author, "/fr/forum/").text
    assert "Envois" not in open_page(None, "/fr/forum/").text


def test_a_room_that_is_made_twice_by_a_second_tap_is_one(browser_of, forum_admin):
    browser = browser_of(forum_admin)
    assert browser.post(f"{ROOMS}new/", NEW).status_code == 303
    again = browser.post(f"{ROOMS}new/", NEW)
    assert "There is one of this name already" in again.text
    assert Forum.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"name_en": ""}, "name_en", "Give a name of 2 to 100 characters."),
        ({"name_en": "x"}, "name_en", "Give a name of 2 to 100 characters."),
        ({"name_fr": "x"}, "name_fr", "Give a name of 2 to 100 characters."),
        ({"preset": "group"}, "group", "Choose the group."),
        ({"parent": "999"}, "parent", "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_made(
    change, field, says, browser_of, forum_admin, parsed
):
    answer = parsed(browser_of(forum_admin).post(f"{ROOMS}new/", NEW | change))
    wrong = answer.select_one("main .error-summary a")
    assert says in wrong.text
    assert wrong["href"].startswith(f"#id_{field}")
    assert answer.select_one("[name=description_en]").text.strip() == "Sending money home."
    assert not Forum.objects.exists()


def test_a_room_is_named_moved_given_and_held(browser_of, forum, forum_admin, open_page):
    shelf = make.a_forum("Evidence", is_category=True)
    group = Group.objects.create(name="Counters")
    browser, page = browser_of(forum_admin), f"{ROOMS}{forum.pk}/"
    for sent in (
        {"act": "names", "name_en": "Money home", "name_fr": "Envois"},
        {"act": "place", "parent": shelf.pk},
        {"act": "rights", "preset": "group", "group": group.pk},
        {"act": "held", "pre_moderation": "everyone"},
    ):
        assert browser.post(page, sent).status_code == 303, sent
    room, info = Forum.objects.get(pk=forum.pk), ForumInfo.objects.get(forum=forum)
    assert (room.name, room.parent_id) == ("Money home", shelf.pk)
    assert (info.preset, info.pre_moderation) == (Preset.GROUP, PreModeration.EVERYONE)
    row = open_page(forum_admin, ROOMS).select(".result-row")[-1].text
    for word in ("Money home", "on “Evidence”", "Counters", "Everybody"):
        assert word in row
    log = open_page(forum_admin, "/en/forum/moderation/log/").text
    assert "Public: all read, members write → Working group" in log


def test_each_form_of_a_room_is_filled_with_what_is(forum, forum_admin, open_page):
    page = open_page(forum_admin, f"{ROOMS}{forum.pk}/")
    for form in page.select("main form"):
        sent = typed(page, f"form:has(button[value={form.select_one('button')['value']}])")
        sent.pop("typed_by", None)
        assert sent.get("name_en", forum.name) == forum.name
    assert page.select_one("[name=preset][checked]")["value"] == "public"
    assert page.select_one("[name=pre_moderation][checked]")["value"] == "none"


def test_a_shelf_stands_on_none_and_holds_no_posts_back(browser_of, forum_admin, open_page):
    shelf = make.a_forum("Evidence", is_category=True)
    page = open_page(forum_admin, f"{ROOMS}{shelf.pk}/")
    assert [one["value"] for one in page.select("[name=act]")] == ["names", "rights"]
    sent = NEW | {"kind": "shelf", "parent": shelf.pk}
    assert browser_of(forum_admin).post(f"{ROOMS}new/", sent).status_code == 303
    assert Forum.objects.get(name="Remittances").parent is None


def test_rooms_go_up_and_down(browser_of, forum_admin, open_page):
    for name in ("First", "Second"):
        make.a_forum(name)
    second = Forum.objects.get(name="Second")
    browser_of(forum_admin).post(ROOMS, {"forum": second.pk, "act": "up"})
    names = [one.text for one in open_page(forum_admin, ROOMS).select("h2.result-row__title")]
    assert names == ["Second", "First"]


@pytest.mark.parametrize("place", ["", "new/", "{pk}/", "{pk}/remove/", "999/"])
@pytest.mark.parametrize(("who", "status"), [("author", 403), ("moderator", 403)])
def test_rooms_are_kept_by_admins_alone(who, status, place, browser_of, forum, request):
    user = request.getfixturevalue(who)
    address = ROOMS + place.format(pk=forum.pk)
    for ask in (browser_of(user).get, browser_of(user).post):
        assert ask(address).status_code == status


def test_the_way_to_the_rooms_is_shown_to_who_may_go_there(open_page, moderator, forum_admin):
    for user, is_shown in ((moderator, False), (forum_admin, True)):
        links = open_page(user, "/en/forum/moderation/").select("nav[aria-labelledby=desk] a")
        assert (ROOMS in [one["href"] for one in links]) is is_shown


def test_a_list_of_more_rooms_asks_no_more(forum_admin, browser_of):
    given.announced()
    few = queries(browser_of(forum_admin), ROOMS)
    for at in range(6):
        make.a_forum(f"Room {at}", parent=Forum.objects.filter(type=Forum.FORUM_CAT).first())
    assert queries(browser_of(forum_admin), ROOMS) == few


# --- Removing ----------------------------------------------------------------------------------
def test_an_empty_room_is_removed_after_a_page_that_asks(browser_of, forum, forum_admin, open_page):
    page = f"{ROOMS}{forum.pk}/"
    assert open_page(forum_admin, page).select_one(f'a[href="{page}remove/"]')
    asked = open_page(forum_admin, f"{page}remove/")
    assert asked.select_one("main form[method=post] button[data-kind=danger]")
    assert Forum.objects.filter(pk=forum.pk).exists()
    browser = browser_of(forum_admin)
    assert browser.post(f"{page}remove/")["Location"] == ROOMS
    assert not Forum.objects.exists()
    again = browser.post(f"{page}remove/", follow=True)  # a second tap
    assert "This room is not there any more." in again.text
    assert "Removed an empty room" in open_page(forum_admin, "/en/forum/moderation/log/").text


def test_a_room_with_content_stays_and_says_why(browser_of, topic, forum, forum_admin, open_page):
    page = f"{ROOMS}{forum.pk}/remove/"
    asked = open_page(forum_admin, page)
    assert "it holds topics" in asked.select_one("main").text
    assert not asked.select("main form[method=post]")
    answer = browser_of(forum_admin).post(page, follow=True)
    assert answer.text.count("it holds topics") == 1
    kept = open_page(forum_admin, page.removesuffix("remove/")).select_one("main")
    assert "it holds topics" in kept.text
    assert not kept.select(f'a[href="{page}"]')
    assert Forum.objects.filter(pk=forum.pk).exists()


@pytest.mark.parametrize("place", ["/en/forum/f/{room}/subscribe/", "/en/forum/mark-read/"])
def test_a_room_that_goes_while_somebody_follows_it_is_not_there(
    place, forum, forum_admin, reader, browser_of, monkeypatch
):
    sent = {"level": "watching", "forum": forum.pk}
    hold = personal.hold_forum

    def gone_first(pk):
        services.remove_forum(admin=forum_admin, forum=forum)
        return hold(pk)

    monkeypatch.setattr(personal, "hold_forum", gone_first)
    answer = browser_of(reader).post(place.format(room=forum.pk), sent)
    assert answer.status_code == 404
    assert "This page is not here" in answer.text


def test_the_rights_of_a_discussion_s_room_are_said_to_be_the_discussion_s(
    browser_of, forum_admin, open_page
):
    room = given.announced().forum
    page = f"{ROOMS}{room.pk}/"
    shown = open_page(forum_admin, page)
    assert not shown.select("[name=preset], [name=group], [value=rights]")
    assert "belongs to the discussion" in shown.select_one("#rights").parent.text
    sent = {"act": "rights", "preset": "public"}
    assert browser_of(forum_admin).post(page, sent).status_code == 404
    assert ForumInfo.objects.get(forum=room).preset == Preset.DISCUSSION


@pytest.mark.parametrize("place", ["", "{pk}/"])
@pytest.mark.parametrize("sent", [{}, {"act": "paint"}])
def test_what_no_button_sends_is_not_answered_as_if_it_were_done(
    place, sent, browser_of, forum_admin, forum
):
    page = f"{ROOMS}{place.format(pk=forum.pk)}"
    sent = sent | {"forum": forum.pk}
    assert browser_of(forum_admin).post(page, sent).status_code == 404
