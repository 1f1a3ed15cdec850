"""Upstream's own rules on rights and approval, in our words, on our overrides (forum.md §19).

The published package has no tests. What upstream's check of permissions, its handler, its models
and its moderation promise is restated here: who may see, write and approve by statements for all,
for a group, for one person and for strangers; the tree above a room; texts that wait.
"""

from itertools import product

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.core.exceptions import PermissionDenied

from forum import permissions, services
from forum.access import (
    APPROVE,
    EDIT,
    EDIT_OWN,
    LOCK,
    NEVER_HELD,
    READ,
    REPLY,
    SEE,
    START,
    WITHDRAW_OWN,
    access_for,
)
from forum.engine import (
    Forum,
    ForumPermission,
    GroupForumPermission,
    PermissionChecker,
    Post,
    Topic,
    UserForumPermission,
)
from forum.errors import Closed
from forum.models import PostState, PreModeration
from members.models import User
from tests.factories import forum as make

pytestmark = pytest.mark.django_db

STRANGERS, ALL = "strangers", "all members"
UNSAID = None


@pytest.fixture
def group():
    return Group.objects.create(name="Working group")


@pytest.fixture
def member(group):
    """A vouched member of `group`, to whom nothing is granted."""
    return make.in_group(make.person("Amina Voorbeeld"), group.name)


@pytest.fixture
def room():
    """A room of which no row says anything."""
    return a_bare_room()


def a_bare_room(name="Room", **kwargs):
    forum = make.a_forum(name, **kwargs)
    UserForumPermission.objects.filter(forum=forum).delete()
    GroupForumPermission.objects.filter(forum=forum).delete()
    return forum


def say(who, codename, forum=None, *, is_granted=True):
    """A row of machina's tables: for STRANGERS, ALL, a group or a person; None is every room."""
    row = {
        "permission": ForumPermission.objects.get(codename=codename),
        "forum": forum,
        "has_perm": is_granted,
    }
    if isinstance(who, Group):
        return GroupForumPermission.objects.create(group=who, **row)
    if who == STRANGERS:
        return UserForumPermission.objects.create(anonymous_user=True, **row)
    if who == ALL:
        return UserForumPermission.objects.create(authenticated_user=True, **row)
    return UserForumPermission.objects.create(user=who, **row)


def let_read(who, *forums):
    for forum in forums:
        say(who, SEE, forum)
        say(who, READ, forum)


def again(user):
    """The same person with a new request."""
    return user if user.is_anonymous else User.objects.get(pk=user.pk)


def reads(user, forum):
    return permissions.can_view_forum(again(user), forum)


# --- Whose statement counts ---------------------------------------------------------------------
@pytest.mark.parametrize("place", ["in the room", "everywhere"])
@pytest.mark.parametrize(
    ("of_all", "of_group", "of_person"), list(product([UNSAID, True, False], repeat=3))
)
def test_a_persons_statement_counts_before_a_groups_before_everybodys(
    place, of_all, of_group, of_person, room, member, group
):
    where = room if place == "in the room" else None
    for who, is_granted in ((ALL, of_all), (group, of_group), (member, of_person)):
        if is_granted is not UNSAID:
            say(who, READ, where, is_granted=is_granted)
    said = [one for one in (of_person, of_group, of_all) if one is not UNSAID]
    assert PermissionChecker(member).has_perm(READ, room) is bool(said and said[0])


@pytest.mark.parametrize("is_granted", [True, False])
@pytest.mark.parametrize("who", ["member", "group", "all", "strangers"])
def test_a_statement_in_the_room_counts_before_one_for_every_room(
    who, is_granted, room, member, group
):
    whom = {"member": member, "group": group, "all": ALL, "strangers": STRANGERS}[who]
    say(whom, READ, is_granted=not is_granted)
    say(whom, READ, room, is_granted=is_granted)
    user = AnonymousUser() if who == "strangers" else member
    other = a_bare_room("Another")
    assert PermissionChecker(user).has_perm(READ, room) is is_granted
    assert PermissionChecker(user).has_perm(READ, other) is not is_granted


def test_of_two_groups_the_one_that_grants_counts(room, member, group):
    other = Group.objects.create(name="Another group")
    member.groups.add(other)
    say(group, READ, room, is_granted=False)
    say(other, READ, room)
    assert PermissionChecker(member).has_perm(READ, room)


def test_nothing_said_is_a_no(room, member):
    assert PermissionChecker(member).get_perms(room) == set()
    assert not reads(member, room)
    assert not reads(AnonymousUser(), room)


def test_what_strangers_may_members_may_not_by_that(room, member):
    let_read(STRANGERS, room)
    assert reads(AnonymousUser(), room)
    assert not reads(member, room)


def test_what_members_may_strangers_may_not_by_that(room, member):
    let_read(ALL, room)
    assert reads(member, room)
    assert not reads(AnonymousUser(), room)


def test_a_superuser_may_everything_everywhere(room):
    root = make.person(is_superuser=True)
    every = set(ForumPermission.objects.values_list("codename", flat=True))
    assert set(PermissionChecker(root).get_perms(room)) == every
    assert all(access_for(root).may(codename, room.pk) for codename in every)


def test_an_account_that_is_not_active_may_nothing(room):
    closed = make.person(state="suspended")
    let_read(closed, room)
    assert PermissionChecker(closed).get_perms(room) == []
    assert not reads(closed, room)


# --- The tree -----------------------------------------------------------------------------------
@pytest.mark.parametrize("missing", [SEE, READ])
@pytest.mark.parametrize("who", ["strangers", "all", "group", "person"])
def test_a_room_is_readable_only_below_shelves_that_are(who, missing, member, group):
    whom = {"strangers": STRANGERS, "all": ALL, "group": group, "person": member}[who]
    user = AnonymousUser() if who == "strangers" else member
    shelf = a_bare_room("Shelf", is_category=True)
    room = a_bare_room("Room", parent=shelf)
    below = a_bare_room("Below", parent=room)
    let_read(whom, shelf, room, below)
    everything = {shelf, room, below}
    assert set(Forum.objects.visible_to(again(user))) == everything
    say_no_more(missing, shelf)
    assert not Forum.objects.visible_to(again(user)).exists()
    assert not reads(user, below)


def say_no_more(codename, forum):
    for table in (UserForumPermission, GroupForumPermission):
        table.objects.filter(permission__codename=codename, forum=forum).delete()


def test_rights_are_not_handed_down_from_a_shelf(member):
    shelf = a_bare_room("Shelf", is_category=True)
    room = a_bare_room("Room", parent=shelf)
    let_read(member, shelf)
    assert reads(member, shelf)
    assert not reads(member, room)


# --- Writing ------------------------------------------------------------------------------------
WRITERS = ["person", "group", "all", "everywhere"]


def grant(who, member, group, codename, room):
    if who == "everywhere":
        return say(member, codename)
    return say({"person": member, "group": group, "all": ALL}[who], codename, room)


@pytest.mark.parametrize("who", WRITERS)
def test_topics_and_answers_want_their_own_right(who, room, member, group):
    topic = make.a_topic(room, make.a_moderator())
    let_read(member, room)
    for codename, may in (
        (START, lambda: permissions.can_start_topic(again(member), room)),
        (REPLY, lambda: permissions.can_reply(again(member), topic)),
    ):
        assert not may()
        grant(who, member, group, codename, room)
        assert may()


def test_nobody_writes_where_they_do_not_read(room, member):
    topic = make.a_topic(room, make.a_moderator())
    say(member, START, room)
    say(member, REPLY, room)
    assert not permissions.can_start_topic(member, room)
    assert not permissions.can_reply(member, topic)


def test_strangers_write_nowhere_whatever_a_row_says(room):
    """Upstream lets them by a key in the session; posts without an account are none of ours."""
    topic = make.a_topic(room, make.a_moderator())
    let_read(STRANGERS, room)
    for codename in (START, REPLY, APPROVE, LOCK):
        say(STRANGERS, codename, room)
    stranger = AnonymousUser()
    assert not permissions.can_start_topic(stranger, room)
    assert not permissions.can_reply(stranger, topic)
    assert not permissions.can_moderate(stranger, room.pk)
    assert not permissions.can_lock(stranger, topic)


def test_ones_own_post_is_changed_and_taken_back_with_the_rights_to(room, member):
    let_read(member, room)
    say(member, START, room)
    post = make.a_topic(room, member).first_post
    other = make.a_topic(room, make.a_moderator()).first_post
    for codename, may in (
        (EDIT_OWN, permissions.can_edit_post),
        (WITHDRAW_OWN, permissions.can_withdraw_post),
    ):
        assert not may(again(member), make.fresh(post))
        say(member, codename, room)
        assert may(again(member), make.fresh(post))
        assert not may(again(member), make.fresh(other))


def test_who_may_change_posts_may_change_those_of_one_room(room, member):
    elsewhere = a_bare_room("Elsewhere")
    let_read(member, room, elsewhere)
    say(member, EDIT, room)
    here, there = (make.a_topic(one, make.a_moderator()).first_post for one in (room, elsewhere))
    assert permissions.can_edit_post(member, make.fresh(here))
    assert not permissions.can_edit_post(member, make.fresh(there))


def test_a_locked_topic_takes_no_answer_and_no_change_of_its_authors(room, member, moderator):
    let_read(member, room)
    for codename in (START, REPLY, EDIT_OWN):
        say(member, codename, room)
    topic = make.a_topic(room, member)
    services.lock_topic(moderator=moderator, topic=topic, reason="Settled")
    with pytest.raises(Closed):
        services.reply(member=member, topic=topic, body="One more word", language="en")
    with pytest.raises(Closed):
        services.edit_post(member=member, post=topic.first_post, body="Other", base_revision=1)


# --- Approval -----------------------------------------------------------------------------------
@pytest.fixture
def careful():
    """A room in which everybody's posts wait, and of which no row says anything."""
    return a_bare_room("Careful", pre_moderation=PreModeration.EVERYONE)


@pytest.mark.parametrize("who", WRITERS)
def test_a_post_waits_unless_its_author_may_post_without_approval(who, careful, member, group):
    topic = make.a_topic(careful, make.a_moderator())
    let_read(member, careful)
    say(member, REPLY, careful)
    assert not make.a_reply(topic, again(member)).approved
    grant(who, member, group, NEVER_HELD, careful)
    assert make.a_reply(topic, again(member), body="Another answer").approved


@pytest.fixture
def waiting(careful, member):
    """An answer of `member` that waits, in a topic that stands."""
    let_read(ALL, careful)
    let_read(STRANGERS, careful)
    say(member, REPLY, careful)
    say(member, START, careful)
    return make.a_reply(make.a_topic(careful, make.a_moderator()), again(member), body="I wait")


@pytest.mark.parametrize("who", WRITERS)
def test_what_waits_is_seen_by_its_author_and_who_may_approve(who, waiting, careful, member, group):
    judge = make.in_group(make.person("Judge"), group.name)
    grant(who, judge, group, APPROVE, careful)
    others = [AnonymousUser()] + ([make.person()] if who != "all" else [])
    for user, sees in [(member, True), (judge, True), *((one, False) for one in others)]:
        assert permissions.can_view_post(again(user), make.fresh(waiting)) is sees
        assert Post.objects.visible_to(again(user)).filter(pk=waiting.pk).exists() is sees


@pytest.mark.parametrize("who", WRITERS)
def test_who_may_approve_in_a_room_approves_there(who, waiting, careful, group):
    judge = make.in_group(make.person("Judge"), group.name)
    with pytest.raises(PermissionDenied):
        services.approve_post(moderator=judge, post=waiting)
    grant(who, judge, group, APPROVE, careful)
    services.approve_post(moderator=again(judge), post=waiting)
    assert make.fresh(waiting).approved


def test_who_may_approve_in_another_room_does_not_here(waiting, careful):
    judge, elsewhere = make.person("Judge"), a_bare_room("Elsewhere")
    let_read(judge, elsewhere)
    say(judge, APPROVE, elsewhere)
    with pytest.raises(PermissionDenied):
        services.approve_post(moderator=judge, post=waiting)
    assert not permissions.can_view_post(again(judge), make.fresh(waiting))


def test_what_waits_counts_nowhere_until_it_is_approved(waiting, careful, moderator):
    def counted():
        topic, forum = Topic.objects.get(pk=waiting.topic_id), make.fresh(careful)
        assert topic.last_post_id == forum.last_post_id
        assert topic.last_post_on == forum.last_post_on
        return topic.posts_count, forum.direct_posts_count, topic.last_post_id == waiting.pk

    assert counted() == (1, 1, False)
    services.approve_post(moderator=moderator, post=waiting)
    assert counted() == (2, 2, True)
    services.hide_post(moderator=moderator, post=make.fresh(waiting), reason="Second thoughts")
    assert counted() == (1, 1, False)


def test_a_topic_is_approved_and_named_as_its_first_post_is(careful, member, moderator, waiting):
    topic = make.a_topic(careful, again(member), subject="Fees of a transfer")
    assert not topic.approved
    assert make.fresh(careful).direct_topics_count == 1
    assert topic not in Topic.objects.visible_to(make.person())
    services.approve_post(moderator=moderator, post=topic.first_post)
    topic = make.fresh(topic)
    assert topic.approved
    assert topic.subject == topic.first_post.subject == "Fees of a transfer"
    assert make.fresh(careful).direct_topics_count == 2
    assert topic in Topic.objects.visible_to(make.person())


def test_what_is_not_accepted_stays_and_is_published_nowhere(waiting, member, moderator):
    """Upstream deletes it; here its author reads why (forum.md §9)."""
    services.reject_post(moderator=moderator, post=waiting, reason="Advert", statement="An advert.")
    post = make.fresh(waiting)
    assert (post.approved, post.contribution.state) == (False, PostState.REJECTED)
    assert permissions.can_view_post(again(member), post)
    assert not permissions.can_view_post(make.person(), post)
