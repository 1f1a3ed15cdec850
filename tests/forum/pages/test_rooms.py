"""Rooms and shelves as readers find them: named in their language, open where they may write."""

import pytest

from forum import services
from forum.models import Preset
from tests.factories import forum as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf(db):
    return make.a_forum("Evidence", is_category=True)


@pytest.fixture
def room(shelf, forum_admin):
    """A room on the shelf that has a French name."""
    room = make.a_forum("Figures", parent=shelf, description="Asking and counting")
    services.set_forum_text(
        admin=forum_admin, forum=room, language="fr", name="Chiffres", description="Compter"
    )
    return room


def address(forum, language="en"):
    return f"/{language}/forum/f/{forum.pk}/{forum.slug}/"


def test_a_shelf_shows_its_rooms_and_no_form(open_page, shelf, room, reader):
    for user in (None, reader):
        shown = open_page(user, address(shelf)).select_one("main")
        assert [one.text for one in shown.select("h2.result-row__title a")] == ["Figures"]
        assert "Start a topic" not in shown.text
        assert "Sign in to start" not in shown.text
        assert not shown.select("details.facet-panel")


def test_a_shelf_shows_no_room_its_reader_may_not_enter(open_page, shelf, room, reader):
    make.a_forum("For members", parent=shelf, preset=Preset.MEMBERS)
    assert "For members" not in open_page(None, address(shelf)).select_one("main").text
    assert "For members" in open_page(reader, address(shelf)).select_one("main").text


@pytest.mark.parametrize(
    ("preset", "is_offered"), [(Preset.PUBLIC, True), (Preset.ANNOUNCEMENTS, False)]
)
def test_the_sign_in_is_offered_where_a_member_may_start(preset, is_offered, open_page):
    room = make.a_forum("A room", preset=preset)
    shown = open_page(None, address(room)).select_one("main").text
    assert ("Sign in to start a topic" in shown) is is_offered


def test_a_room_has_its_name_in_the_readers_language_wherever_it_is_named(
    open_page, room, forum, author, reader, moderator, newcomer
):
    topic = make.a_topic(room, author)
    services.subscribe(member=reader, target=room, level="watching")
    services.save_draft(member=reader, context=f"topic:{room.pk}", body="Not yet")
    services.report_post(member=reader, post=topic.first_post, reason="other", note="See")
    elsewhere = make.a_topic(forum, author)
    for user, place in (
        (None, "/fr/forum/"),
        (None, address(room, "fr")),
        (None, f"/fr/forum/t/{topic.pk}/{topic.slug}/"),
        (reader, "/fr/forum/unread/"),
        (reader, "/fr/forum/subscriptions/"),
        (reader, "/fr/forum/drafts/"),
        (reader, f"/fr/forum/f/{room.pk}/subscribe/"),
        (moderator, "/fr/forum/moderation/"),
        (moderator, f"/fr/forum/t/{elsewhere.pk}/manage/"),
    ):
        shown = open_page(user, place).select_one("main").text
        assert "Chiffres" in shown, place
        assert "Figures" not in shown, place


def test_a_moved_topic_leaves_a_pointer_that_names_the_room_in_the_readers_language(
    open_page, room, forum, author, moderator
):
    topic = make.a_topic(forum, author)
    services.move_topic(moderator=moderator, topic=topic, forum=room)
    assert "Chiffres" in open_page(None, address(forum, "fr")).select_one("main p.notice").text


def test_the_newest_subject_of_a_room_says_its_language(open_page, room, author):
    make.a_topic(room, author, subject="Compter sans liste", language="fr")
    link = open_page(None, "/en/forum/").select_one(".result-row a[lang]")
    assert (link.text, link["lang"]) == ("Compter sans liste", "fr")


def test_who_is_silenced_is_not_offered_to_start_a_topic(open_page, forum, reader, moderator):
    services.impose_sanction(
        moderator=moderator,
        user=reader,
        kind="silence",
        reason="insults",
        statement="Be kind.",
        hours=24,
    )
    shown = open_page(reader, address(forum)).select_one("main").text
    assert "Start a topic" not in shown
    assert "You may read, but not write here at present." in shown
