"""What admins do with rooms, and that each act stands in the log (forum.md §3.4, §6, §9)."""

from functools import partial

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.core.exceptions import PermissionDenied

from common.indexing import page_key
from forum import services
from forum.engine import Forum
from forum.errors import Closed, InvalidContent, NotNow
from forum.models import Act, ForumInfo, ForumText, ModerationLog, PostState, PreModeration, Preset
from forum.permissions import can_view_forum
from forum.services import writing
from search.models import Outbox
from tests.factories import discussions as given
from tests.factories import forum as make

pytestmark = pytest.mark.django_db

ACTS = {
    "make": lambda admin, room: services.create_forum(admin=admin, name="Another"),
    "name": lambda admin, room: services.name_forum(
        admin=admin, forum=room, texts={"en": ("Money home", "")}
    ),
    "move": lambda admin, room: services.move_forum(admin=admin, forum=room, parent=None),
    "shift": lambda admin, room: services.shift_forum(admin=admin, forum=room, is_up=True),
    "remove": lambda admin, room: services.remove_forum(admin=admin, forum=room),
    "preset": lambda admin, room: services.apply_preset(
        admin=admin, forum=room, preset=Preset.MEMBERS
    ),
    "pre-moderate": lambda admin, room: services.set_pre_moderation(
        admin=admin, forum=room, pre_moderation=PreModeration.EVERYONE
    ),
}


def logged(act, room):
    return ModerationLog.objects.filter(action=act, forum=room.pk)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", ["author", "newcomer", "moderator"])
def test_admins_alone_change_rooms(who, act, forum, request):
    with pytest.raises(PermissionDenied):
        ACTS[act](request.getfixturevalue(who), forum)


def test_each_act_on_a_room_is_one_row_of_the_log(forum_admin):
    shelf = make.a_forum("Evidence", is_category=True)
    room = services.create_forum(admin=forum_admin, name="Remittances")
    change = partial(services.name_forum, admin=forum_admin, forum=room)
    change(texts={"en": ("Money home", "Costs"), "fr": ("Envois", "")})
    services.move_forum(admin=forum_admin, forum=room, parent=shelf)
    services.apply_preset(admin=forum_admin, forum=room, preset=Preset.MEMBERS)
    services.set_pre_moderation(
        admin=forum_admin, forum=room, pre_moderation=PreModeration.EVERYONE
    )
    assert logged(Act.ROOM_MADE, room).get().actor == forum_admin
    assert logged(Act.ROOM_NAMED, room).count() == 2  # a row a language
    assert logged(Act.ROOM_MOVED, room).get().after == {"below": "Evidence"}
    preset = logged(Act.PRESET_APPLIED, room).get()
    assert (preset.before, preset.after) == ({"preset": "public"}, {"preset": "members"})
    held = logged(Act.PRE_MODERATED, room).get()
    assert (held.before, held.after) == ({"pre_moderation": "new"}, {"pre_moderation": "everyone"})


def test_what_changes_nothing_is_not_logged(forum, forum_admin):
    before = ModerationLog.objects.count()
    services.name_forum(
        admin=forum_admin, forum=forum, texts={"en": (forum.name, ""), "fr": ("", "")}
    )
    services.move_forum(admin=forum_admin, forum=forum, parent=None)
    services.set_pre_moderation(admin=forum_admin, forum=forum, pre_moderation=PreModeration.NONE)
    assert ModerationLog.objects.count() == before


def test_a_name_left_empty_in_another_language_takes_that_text_back(forum, forum_admin):
    for name, count in (("Envois", 1), ("", 0)):
        texts = {"en": ("Money home", ""), "fr": (name, "")}
        services.name_forum(admin=forum_admin, forum=forum, texts=texts)
        assert ForumText.objects.filter(forum=forum, language="fr").count() == count
    assert Forum.objects.get(pk=forum.pk).name == "Money home"
    with pytest.raises(InvalidContent):
        services.name_forum(admin=forum_admin, forum=forum, texts={"en": ("", "")})


def test_from_now_on_what_is_written_waits(forum, forum_admin, author):
    topic = make.a_topic(forum, author)
    services.set_pre_moderation(
        admin=forum_admin, forum=forum, pre_moderation=PreModeration.EVERYONE
    )
    assert make.a_reply(topic, author).contribution.state == PostState.PENDING
    assert make.fresh(topic.first_post).contribution.state == PostState.PUBLISHED
    with pytest.raises(InvalidContent):
        services.set_pre_moderation(admin=forum_admin, forum=forum, pre_moderation="some")


def test_rooms_change_places_on_their_shelf_alone(forum_admin):
    shelf = make.a_forum("Evidence", is_category=True)
    first, second = (make.a_forum(name, parent=shelf) for name in ("First", "Second"))
    other = make.a_forum("Other")

    def order():
        return list(Forum.objects.order_by("tree_id", "lft").values_list("pk", flat=True))

    for _twice in range(2):  # at the end it stays
        services.shift_forum(admin=forum_admin, forum=second, is_up=True)
    assert order() == [shelf.pk, second.pk, first.pk, other.pk]
    services.shift_forum(admin=forum_admin, forum=shelf, is_up=False)
    assert order() == [other.pk, shelf.pk, second.pk, first.pk]
    parents = set(
        Forum.objects.filter(pk__in=[first.pk, second.pk]).values_list("parent", flat=True)
    )
    assert parents == {shelf.pk}


def test_a_discussion_for_members_stays_closed_whatever_preset_is_written(forum_admin):
    discussion = given.announced(audience="members")
    services.apply_preset(admin=forum_admin, forum=discussion.forum, preset=Preset.DISCUSSION)
    assert not can_view_forum(AnonymousUser(), discussion.forum)


@pytest.mark.parametrize("preset", [Preset.PUBLIC, Preset.MEMBERS, Preset.ANNOUNCEMENTS])
def test_the_room_of_a_discussion_keeps_its_own_preset(preset, forum_admin):
    """Else everybody might begin topics in it, or its readers not be those of its plan."""
    room = given.announced().forum
    with pytest.raises(InvalidContent, match="belongs to the discussion") as refusal:
        services.apply_preset(admin=forum_admin, forum=room, preset=preset)
    assert refusal.value.field == "preset"
    assert ForumInfo.objects.get(forum=room).preset == Preset.DISCUSSION
    assert not logged(Act.PRESET_APPLIED, room).exists()


def test_a_working_group_is_one_group(forum, forum_admin, reader, author):
    group = Group.objects.create(name="Counters")
    reader.groups.add(group)
    services.apply_preset(admin=forum_admin, forum=forum, preset=Preset.GROUP, group=group)
    assert can_view_forum(reader, forum)
    assert not can_view_forum(author, forum)
    row = logged(Act.PRESET_APPLIED, forum).get()
    assert row.after == {"preset": "group", "group": "Counters"}


@pytest.mark.parametrize("way", ["closed", "moved"])
def test_a_shelf_that_closes_sends_the_discussions_below_it_to_the_search_again(way, forum_admin):
    discussion = given.announced()
    page, shelf = discussion.pages.get(), discussion.forum.parent
    Outbox.objects.all().delete()
    if way == "closed":
        services.apply_preset(admin=forum_admin, forum=shelf, preset=Preset.MEMBERS)
    else:
        closed = make.a_forum("Closed", is_category=True, preset=Preset.MEMBERS)
        Outbox.objects.all().delete()
        services.move_forum(admin=forum_admin, forum=discussion.forum, parent=closed)
    assert Outbox.objects.filter(key=page_key(page.pk)).exists()
    assert not can_view_forum(AnonymousUser(), discussion.forum)
    assert ForumInfo.objects.get(forum=discussion.forum).preset == Preset.DISCUSSION


def test_a_shelf_stands_on_no_other(forum_admin):
    first, second = (make.a_forum(name, is_category=True) for name in ("First", "Second"))
    with pytest.raises(InvalidContent, match="no other shelf"):
        services.move_forum(admin=forum_admin, forum=second, parent=first)
    with pytest.raises(InvalidContent, match="no other shelf"):
        services.create_forum(admin=forum_admin, name="Third", is_category=True, parent=first)


# --- Removing ----------------------------------------------------------------------------------
def test_a_room_goes_with_its_names_rights_and_followers_and_the_log_keeps_it(
    forum, forum_admin, reader
):
    services.name_forum(
        admin=forum_admin, forum=forum, texts={"en": ("Money home", ""), "fr": ("Envois", "")}
    )
    services.subscribe(member=reader, target=forum, level="watching")
    other = make.a_forum("Another")
    services.remove_forum(admin=forum_admin, forum=forum)
    assert list(Forum.objects.all()) == [other]
    assert not ForumText.objects.filter(language="fr").exists()
    entry = ModerationLog.objects.get(action=Act.ROOM_REMOVED)
    assert (entry.actor, entry.forum, entry.target_label) == (forum_admin, None, "Money home")
    assert Forum.objects.partial_rebuild(other.tree_id) is None  # the tree is sound


def a_shelf(admin):
    shelf = make.a_forum("Evidence", is_category=True)
    make.a_forum("Inside", parent=shelf)
    return shelf


def with_a_hidden_topic(admin):
    room = make.a_forum("Hidden")
    topic = make.a_topic(room)
    services.hide_post(moderator=admin, post=topic.first_post, reason="x")
    return room


def with_a_sanction(admin):
    room, member = make.a_forum("Strict"), make.person()
    services.impose_sanction(
        moderator=admin, user=member, kind="silence", forum=room, reason="x", statement="y"
    )
    return room


HOLDS = {
    "rooms": a_shelf,
    "a topic": lambda admin: make.a_topic(make.a_forum("Full")).forum,
    "a hidden topic": with_a_hidden_topic,
    "a discussion": lambda admin: given.announced().forum,
    "a sanction": with_a_sanction,
}


@pytest.mark.parametrize("what", HOLDS)
def test_what_holds_anything_stays(what, forum_admin):
    room = HOLDS[what](forum_admin)
    before = Forum.objects.count()
    with pytest.raises(NotNow, match="It stays"):
        services.remove_forum(admin=forum_admin, forum=room)
    assert Forum.objects.count() == before
    assert not ModerationLog.objects.filter(action=Act.ROOM_REMOVED).exists()


REFERRING = {
    "following it": lambda person, room: services.subscribe(
        member=person, target=room, level="watching"
    ),
    "reading it": lambda person, room: services.mark_forum_read(member=person, forum=room),
    "a silence in it": lambda person, room: services.impose_sanction(
        moderator=make.a_moderator(),
        user=person,
        kind="silence",
        forum=room,
        reason="x",
        statement="y",
    ),
    "its preset": lambda person, room: services.apply_preset(
        admin=make.an_admin(), forum=room, preset=Preset.MEMBERS
    ),
}


@pytest.mark.parametrize("what", REFERRING)
def test_nothing_refers_to_a_room_that_goes_meanwhile(what, forum, forum_admin, reader):
    """It was there when it was read: it is asked for again, under the lock of its row."""
    services.remove_forum(admin=forum_admin, forum=Forum.objects.get(pk=forum.pk))
    with pytest.raises(Forum.DoesNotExist):
        REFERRING[what](reader, forum)


def test_no_topic_lands_in_a_room_that_goes_meanwhile(forum_admin, author, topic, monkeypatch):
    """Refused as closed, so the page keeps what was written."""
    gone, lock = make.a_forum("Going"), writing.lock_forums

    def gone_first(pks):
        services.remove_forum(admin=forum_admin, forum=gone)
        return lock(pks)

    monkeypatch.setattr(writing, "lock_forums", gone_first)
    with pytest.raises(Closed):
        make.a_topic(gone, author)
    monkeypatch.undo()  # what the refusal rolled back, another request has done
    services.remove_forum(admin=forum_admin, forum=gone)
    with pytest.raises(InvalidContent):
        services.move_topic(moderator=forum_admin, topic=topic, forum=gone)
