"""Who learns what of the open forum, by every channel: one table for all of them (forum.md §6).

Lists, counts, mails, digests and one's data as a file; of e-discussions: test_discussion_channels.
"""

import json
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client

from common import personal_data
from forum import services
from forum.engine import Topic
from forum.models import Level, PreModeration, Preset, Subscription
from forum.selectors import forum_index
from members.models import User
from notifications.sending import deliver_due
from tests.factories import forum as make
from tests.forum.roles import person_in
from tests.forum.test_discussion_channels import digest_of

pytestmark = pytest.mark.django_db

PUBLIC = {"publictopic", "publicanswer", "carefultopic"}
MEMBERS = {"memberstopic", "membersanswer"}
GROUP = {"grouptopic", "groupanswer"}
WAITING = {"carefulanswer", "publichidden"}
READ = PUBLIC | MEMBERS
EVERYTHING = READ | GROUP | WAITING
SEES = {
    "anonymous": PUBLIC,
    "inactive": PUBLIC,  # their session is nobody's
    "newcomer": READ,
    "member": READ,
    "in_group": READ | GROUP,
    "owner": READ | WAITING,
    "silenced": READ,
    "blocking": READ,
    "blocked": READ,
    "expert": READ,
    "host": READ | {"publichidden"},
    "host_elsewhere": READ,
    "editor": READ,
    "moderator": EVERYTHING,
    "admin": EVERYTHING,
    "superuser": EVERYTHING,
}
WITH_ACCOUNT = [one for one in SEES.items() if one[0] != "anonymous"]


@pytest.fixture(scope="module")
def _world(kept_in_module):
    """A room of each sort, with a topic and an answer; one answer is hidden, one waits."""
    group = Group.objects.create(name="Working group of channels")
    owner, insider, moderator = make.person("Omar"), make.person("Ines"), make.a_moderator()
    insider.groups.add(group)
    rooms = {
        "public": make.a_forum("Public"),
        "members": make.a_forum("Members", preset=Preset.MEMBERS),
        "group": make.a_forum("Group", preset=Preset.GROUP, group=group),
        "careful": make.a_forum("Careful", pre_moderation=PreModeration.EVERYONE),
    }
    topics = {}
    for name, room in rooms.items():
        topics[name] = make.a_topic(room, moderator, subject=f"{name}topic", body=f"{name}topic")
        writer = insider if name == "group" else owner
        make.a_reply(topics[name], writer, body=f"{name}answer")
    hidden = make.a_reply(topics["public"], owner, body="publichidden")
    services.hide_post(moderator=moderator, post=hidden, reason="x")
    return SimpleNamespace(
        rooms=rooms,
        topics={name: one.pk for name, one in topics.items()},
        owner=owner,
        insider=insider,
    )


@pytest.fixture
def world(_world, db):
    return _world


def person_of(role, world):
    owner, insider = (User.objects.get(pk=one.pk) for one in (world.owner, world.insider))
    own = {"owner": owner, "in_group": insider}
    rooms = {"host_of": world.rooms["public"], "elsewhere": world.rooms["members"]}
    return own.get(role) or person_in(role, owner=owner, **rooms)


def words_in(text):
    return {word for word in EVERYTHING if word in text}


def read(user, addresses):
    client = Client()
    if user.is_authenticated:
        client.force_login(user)
    answers = [client.get(address, follow=True) for address in addresses]
    return " ".join(one.content.decode() for one in answers if one.status_code == 200)


@pytest.mark.parametrize(("role", "sees"), SEES.items())
def test_topics_show_what_the_table_says(role, sees, world):
    addresses = [f"/en/forum/t/{pk}/" for pk in world.topics.values()]
    assert words_in(read(person_of(role, world), addresses)) == sees


@pytest.mark.parametrize(("role", "sees"), SEES.items())
def test_lists_name_the_topics_of_rooms_that_are_read(role, sees, world):
    rooms = [f"/en/forum/f/{room.pk}/" for room in world.rooms.values()]
    found = read(person_of(role, world), ["/en/forum/", "/en/forum/unread/", *rooms])
    titles = {f"{name}topic" for name in world.rooms}
    assert words_in(found) & titles == sees & titles
    assert words_in(found) <= sees


@pytest.mark.parametrize("role", SEES)
def test_feeds_hold_what_anybody_reads_whoever_asks(role, world):
    addresses = [f"/en/forum/f/{room.pk}/feed.atom" for room in world.rooms.values()]
    addresses += [f"/en/forum/t/{pk}/feed.rss" for pk in world.topics.values()]
    found = read(person_of(role, world), ["/en/forum/feed.atom", *addresses])
    assert words_in(found) == PUBLIC


@pytest.mark.parametrize(("role", "sees"), SEES.items())
def test_counts_are_of_what_is_published_whoever_reads_them(role, sees, world):
    rows = {row.name: (row.topics, row.posts) for row in forum_index(person_of(role, world))}
    published = {"Public": (1, 2), "Members": (1, 2), "Group": (1, 2), "Careful": (1, 1)}
    if role == "inactive":  # asked directly: they hold no rights
        assert rows == {}
        return
    names = {name for name in published if f"{name.lower()}topic" in sees}
    assert rows == {name: published[name] for name in names}


@pytest.mark.parametrize(("role", "sees"), WITH_ACCOUNT)
def test_mails_and_digests_tell_what_their_reader_may_read(role, sees, world):
    """Whoever follows every room, whatever it came to be open to."""
    user = person_of(role, world)
    deliver_due()  # what the world has told before
    mail.outbox.clear()
    writer = make.in_group(make.person("Wanda"), "Working group of channels")
    for name, room in world.rooms.items():
        Subscription.objects.update_or_create(
            user=user, forum=room, defaults={"level": Level.WATCHING}
        )
        topic = Topic.objects.get(pk=world.topics[name])
        make.a_reply(topic, User.objects.get(pk=writer.pk), body=f"{name}answer again")
    deliver_due()
    mails = " ".join(one.body + one.subject for one in mail.outbox if user.email in one.to)
    told = mails + digest_of(user)
    if role == "inactive":
        assert told == ""
        return
    assert words_in(told) <= sees - {"publichidden"}
    assert words_in(told) >= {one for one in sees if one.endswith("answer")} - WAITING


@pytest.mark.parametrize(("role", "sees"), WITH_ACCOUNT)
def test_ones_data_as_a_file_holds_what_one_wrote_and_nobody_elses_words(role, sees, world):
    data = json.dumps(personal_data.export(person_of(role, world)), default=str)
    answers = {"publicanswer", "membersanswer", "carefulanswer", "publichidden"}
    titles = {"publictopic", "memberstopic", "carefultopic"}  # of the topics they answered
    own = {"owner": answers | titles, "in_group": GROUP}
    assert words_in(data) == own.get(role, set())
