"""Who sees what: one table for both twins (forum.md §6), and the rights of machina's rows."""

import pytest
from django.contrib.auth.models import Group
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from machina.apps.forum_permission.checker import ForumPermissionChecker as StockChecker

from common.audiences import tokens_for
from forum import access, permissions, services
from forum.access import access_for
from forum.engine import (
    Forum,
    ForumPermission,
    GroupForumPermission,
    PermissionChecker,
    Post,
    Topic,
    UserForumPermission,
)
from forum.models import PreModeration, Preset
from members.models import User
from tests.factories import forum as make
from tests.forum.roles import person_in

pytestmark = pytest.mark.django_db

PUBLIC, MEMBERS, GROUP, NESTED = "public", "members", "group", "below a closed shelf"
PENDING, HIDDEN, WITHDRAWN = "pending", "hidden", "withdrawn"
EVERYTHING = {PUBLIC, MEMBERS, GROUP, NESTED, PENDING, HIDDEN, WITHDRAWN}
SEES = {
    "anonymous": {PUBLIC},
    "newcomer": {PUBLIC, MEMBERS},
    "member": {PUBLIC, MEMBERS},
    "in_group": {PUBLIC, MEMBERS, GROUP, NESTED},
    "owner": {PUBLIC, MEMBERS, PENDING, HIDDEN},
    "silenced": {PUBLIC, MEMBERS},
    "blocking": {PUBLIC, MEMBERS},  # folded, and read on demand
    "blocked": {PUBLIC, MEMBERS},
    "expert": {PUBLIC, MEMBERS},
    "inactive": set(),
    "host": {PUBLIC, MEMBERS, PENDING, HIDDEN, WITHDRAWN},
    "host_elsewhere": {PUBLIC, MEMBERS},
    "editor": {PUBLIC, MEMBERS},
    "moderator": EVERYTHING,
    "admin": EVERYTHING,
    "superuser": EVERYTHING,
}


@pytest.fixture
def world():
    """{what: post}: a published post in each sort of room, and three that are not, by `owner`."""
    group = Group.objects.create(name="Working group")
    insider, owner, mod = make.person("Ines"), make.person("Omar"), make.a_moderator()
    insider.groups.add(group)
    rooms = {
        PUBLIC: make.a_forum("Public"),
        MEMBERS: make.a_forum("Members", preset=Preset.MEMBERS),
        GROUP: make.a_forum("Group", preset=Preset.GROUP, group=group),
    }
    shelf = make.a_forum("Closed", is_category=True, preset=Preset.GROUP, group=group)
    rooms[NESTED] = make.a_forum("Open below closed", parent=shelf)
    posts = {}
    for what, room in rooms.items():
        services.grant(user=insider, forum=room, codenames=[access.START, access.REPLY])
        writer = insider if what == GROUP else make.a_moderator()
        posts[what] = make.a_topic(room, writer, subject=what).first_post
    topic = posts[PUBLIC].topic
    posts[HIDDEN] = make.a_reply(topic, owner, body="To be hidden")
    services.hide_post(moderator=mod, post=posts[HIDDEN], reason="x")
    posts[WITHDRAWN] = make.a_reply(topic, owner, body="To be withdrawn")
    services.withdraw_post(member=owner, post=posts[WITHDRAWN])
    room = rooms[PUBLIC]
    room.info.pre_moderation = PreModeration.EVERYONE
    room.info.save()
    posts[PENDING] = make.a_reply(topic, owner, body="To wait")
    assert not posts[PENDING].approved
    return posts, rooms, insider, owner


def person_of(role, world):
    _posts, rooms, insider, owner = world
    own = {"in_group": insider, "owner": owner}
    return own.get(role) or person_in(
        role, host_of=rooms[PUBLIC], elsewhere=rooms[MEMBERS], owner=owner
    )


@pytest.mark.parametrize(("role", "sees"), SEES.items())
def test_posts_topics_and_rooms_are_seen_by_whom_the_table_says(role, sees, world):
    posts, _rooms, _insider, _owner = world
    user = person_of(role, world)
    for what, post in posts.items():
        post = make.fresh(post)
        expected = what in sees
        assert permissions.can_view_post(user, post) is expected, what
        assert Post.objects.visible_to(user).contains(post) is expected, what
        in_topic = Post.objects.filter(permissions.posts_visible_in(user, post.topic))
        assert in_topic.contains(post) is expected, what
        in_sight = permissions.can_view_topic(user, post.topic)
        assert Topic.objects.visible_to(user).contains(post.topic) is in_sight
        room = post.topic.forum
        seen = permissions.can_view_forum(user, room)
        assert Forum.objects.visible_to(user).contains(room) is seen
        assert (f"forum:{room.pk}" in tokens_for(user)) is seen
        assert in_sight <= seen


def test_a_room_below_an_unreadable_shelf_is_unreadable_by_direct_address_too(world):
    """S16: stock machina's `can_read_forum` looks at the room alone."""
    _posts, rooms, _insider, _owner = world
    member = make.person()
    assert not permissions.can_view_forum(member, rooms[NESTED])
    assert not permissions.can_start_topic(member, rooms[NESTED])


def test_rights_cost_one_query_for_any_number_of_rooms(django_assert_num_queries):
    member = make.person()
    for number in (1, 6):
        for at in range(number):
            make.a_forum(f"Room {at}")
        with django_assert_num_queries(1):
            access_for(User(pk=member.pk, is_active=True))


def test_rights_of_several_members_cost_one_query_and_are_those_of_each(
    world, django_assert_num_queries
):
    people = [person_of(role, world) for role in SEES if role != "anonymous"]
    together = [User.objects.get(pk=one.pk) for one in people]
    with django_assert_num_queries(1):
        access.learn_access(together)
    with django_assert_num_queries(1):  # what is inactive is not asked
        access.learn_access(together)
    with django_assert_num_queries(0):
        found = [access_for(one) for one in together]
    assert found == [access_for(User.objects.get(pk=one.pk)) for one in people]


def test_rights_that_change_are_seen_at_once_in_this_process(forum, reader):
    assert permissions.can_view_forum(reader, forum)
    services.apply_preset(
        admin=make.an_admin(),
        forum=forum,
        preset=Preset.GROUP,
        group=Group.objects.create(name="Few"),
    )
    assert not permissions.can_view_forum(reader, forum)


CODES = ("can_see_forum", "can_read_forum", "can_reply_to_topics")
statements = st.lists(
    st.tuples(
        st.sampled_from(["user", "everyone", "group", "other group"]),
        st.sampled_from(CODES),
        st.booleans(),
        st.sampled_from([None, 0, 1, 2]),
    ),
    max_size=12,
    unique_by=lambda one: (one[0], one[1], one[3]),
)


@pytest.fixture
def rooms_and_groups():
    groups = [Group.objects.create(name=name) for name in ("A", "B")]
    member = make.person()
    member.groups.set(groups)
    return [make.a_forum(f"Room {at}") for at in range(3)], groups, member


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(written=statements, order=st.permutations([0, 1, 2]))
def test_rights_of_a_list_are_those_asked_one_by_one_in_any_order(rooms_and_groups, written, order):
    """S15: what upstream's checker says of a room depends on the rooms before it.

    Asked for one room alone, upstream's answer is the rule; ours gives it for any list.
    """
    rooms, groups, member = rooms_and_groups
    codes = {one.codename: one for one in ForumPermission.objects.filter(codename__in=CODES)}
    UserForumPermission.objects.all().delete()
    GroupForumPermission.objects.all().delete()
    for who, code, is_granted, room in written:
        row = {
            "permission": codes[code],
            "has_perm": is_granted,
            "forum": None if room is None else rooms[room],
        }
        if who == "user":
            UserForumPermission.objects.create(user=member, **row)
        elif who == "everyone":
            UserForumPermission.objects.create(authenticated_user=True, **row)
        else:
            GroupForumPermission.objects.create(group=groups[who == "group"], **row)
    alone = {
        room: set(StockChecker(member).get_perms_for_forumlist([room])[room]) for room in rooms
    }
    listed = PermissionChecker(member).get_perms_for_forumlist([rooms[at] for at in order])
    assert {room: set(codes) for room, codes in listed.items()} == alone


def test_upstreams_checker_depends_on_the_order(rooms_and_groups):
    """How S15 fails on stock machina: the reason for our override."""
    rooms, groups, member = rooms_and_groups
    read = ForumPermission.objects.get(codename="can_read_forum")
    UserForumPermission.objects.all().delete()
    GroupForumPermission.objects.create(group=groups[0], permission=read, has_perm=True)
    UserForumPermission.objects.create(user=member, forum=rooms[0], permission=read, has_perm=False)
    first, second = rooms[:2]
    stock = StockChecker(member)
    assert stock.get_perms_for_forumlist([second, first])[second] == {"can_read_forum"}
    assert stock.get_perms_for_forumlist([first, second])[second] == set()
    ours = PermissionChecker(member)
    assert ours.get_perms_for_forumlist([first, second])[second] == {"can_read_forum"}
