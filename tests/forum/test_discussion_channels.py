"""Who learns what of e-discussions, by every channel: one table for all of them (forum.md §6).

Each text of the world has a word of its own, so that it is found wherever it comes out.
"""

import json
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.core import mail
from django.test import Client

from activity.selectors import feed
from common import indexing, personal_data
from common.audiences import tokens_for
from forum import services
from forum.discussion_permissions import (
    can_view_discussion,
    can_view_message,
    can_view_synthesis,
)
from forum.engine import Post, Topic
from forum.models import (
    EDiscussion,
    HostMessage,
    Level,
    PreModeration,
    Preset,
    Role,
    Subscription,
    Synthesis,
)
from forum.selectors.discussions import discussion_overview
from members.models import User
from members.services import block_member
from notifications.selectors import newest_unread
from notifications.sending import deliver_due
from tests.digests import digest_of
from tests.factories import discussions as given
from tests.factories import forum as make

pytestmark = pytest.mark.django_db

PUBLIC = {"openquestion", "openanswer", "openmessage", "opensynthesis"}
MEMBERS = PUBLIC | {word.replace("open", "closed") for word in PUBLIC}
WAITING, DRAFTS = {"openpending", "openhidden"}, {"opendraftmessage", "opendraftsynthesis"}
PREPARED = {"draftquestion"}
EVERYTHING = MEMBERS | WAITING | DRAFTS | PREPARED
SEES = {
    "anonymous": PUBLIC,
    "inactive": PUBLIC,  # their session is nobody's
    "newcomer": MEMBERS,
    "member": MEMBERS,
    "owner": MEMBERS | WAITING,
    "silenced": MEMBERS,
    "blocking": MEMBERS,
    "expert": MEMBERS,
    "note_taker": MEMBERS | DRAFTS,
    "cohost": MEMBERS | WAITING | DRAFTS,
    "host": MEMBERS | WAITING | DRAFTS,
    "host_elsewhere": MEMBERS,
    "host_of_draft": MEMBERS | PREPARED,
    "editor": MEMBERS,
    "moderator": EVERYTHING,
    "admin": EVERYTHING,
    "superuser": EVERYTHING,
}
BELOW = ("", "q/1/", "messages/", "synthesis/1/", "statistics/", "text/", "text/1/")
BELOW += ("text/syntheses/", "host/")


@pytest.fixture(scope="module")
def _world(kept_in_module):
    """An open discussion, one for members, and one in preparation."""
    owner = make.person("Omar Ordinaire")
    talks = {}
    for sort, audience in (("open", "public"), ("closed", "members")):
        talk = given.opened(
            title=f"A talk that is {sort}",
            questions=(f"{sort}question first", "And then?"),
            audience=audience,
        )
        given.an_answer(talk, owner, body=f"{sort}answer")
        given.say(talk, subject=f"{sort}message", body=f"{sort}message")
        written = given.a_synthesis(talk, title=f"{sort}synthesis", body=f"{sort}synthesis")
        services.publish_synthesis(host=given.host_of(talk), synthesis=written)
        talks[sort] = talk
    _add_unpublished(talks["open"], owner)
    talks["draft"] = given.a_draft(title="A talk to come", questions=("draftquestion first",))
    return {name: one.pk for name, one in talks.items()}, owner.pk


def _add_unpublished(talk, owner):
    host = given.host_of(talk)
    hidden = given.an_answer(talk, owner, body="openhidden")
    services.hide_post(moderator=make.a_moderator(), post=hidden, reason="off topic")
    info = talk.forum.info
    info.pre_moderation = PreModeration.EVERYONE
    info.save()
    given.an_answer(talk, owner, body="openpending")
    info.pre_moderation = PreModeration.NEW
    info.save()
    services.draft_host_message(
        host=host,
        discussion=talk,
        kind="steer",
        language="en",
        subject="opendraftmessage",
        body="opendraftmessage",
    )
    given.a_synthesis(talk, title="opendraftsynthesis", body="opendraftsynthesis")


@pytest.fixture
def world(_world, db):
    talks, owner = _world
    found = {name: EDiscussion.objects.get(pk=pk) for name, pk in talks.items()}
    return SimpleNamespace(talks=found, owner=User.objects.get(pk=owner))


def person_of(role, world):
    """A reader in this role; none of them has written anything, but for the owner."""
    if role == "anonymous":
        return AnonymousUser()
    made = {
        "owner": lambda: world.owner,
        "inactive": lambda: make.person(state="suspended"),
        "newcomer": make.newcomer,
        "editor": lambda: make.in_group(make.person(is_staff=True), "Editors"),
        "moderator": make.a_moderator,
        "admin": make.an_admin,
        "superuser": lambda: make.person(is_superuser=True),
    }.get(role, make.person)()
    _prepare(role, made, world)
    return User.objects.get(pk=made.pk)


def _prepare(role, person, world):
    places = {"host_elsewhere": "closed", "host_of_draft": "draft"}
    if role in Role.values or role in places:
        services.add_role(
            host=make.an_admin(),
            discussion=world.talks[places.get(role, "open")],
            user=person,
            role=role if role in Role.values else Role.HOST,
            language="fr",
        )
    if role == "silenced":
        services.impose_sanction(
            moderator=make.a_moderator(), user=person, kind="silence", reason="x", statement="y"
        )
    if role == "blocking":
        block_member(member=person, other=world.owner)


def words_in(text):
    return {word for word in EVERYTHING if word in text}


def browser_of(user):
    client = Client()
    if user.is_authenticated:
        client.force_login(user)
    return client


def read(client, addresses):
    """All that can be read there; what is closed adds nothing."""
    answers = [client.get(address, follow=True) for address in addresses]
    return " ".join(one.content.decode() for one in answers if one.status_code == 200)


@pytest.mark.parametrize(("role", "sees"), SEES.items())
def test_pages_show_what_the_table_says(role, sees, world):
    client = browser_of(person_of(role, world))
    urls = [one.pages.get().url for one in world.talks.values()]
    addresses = [f"{url}{below}" for url in urls for below in BELOW]
    topics = Topic.objects.filter(forum__discussion__isnull=False)
    addresses += [f"/en/forum/t/{pk}/" for pk in topics.values_list("pk", flat=True)]
    addresses += [f"/en/forum/p/{pk}/" for pk in Post.objects.values_list("pk", flat=True)]
    assert words_in(read(client, addresses)) == sees


@pytest.mark.parametrize(("role", "sees"), SEES.items())
def test_lists_show_what_the_table_says(role, sees, world):
    client = browser_of(person_of(role, world))
    rooms = [one.forum_id for one in world.talks.values() if one.forum_id]
    addresses = [f"/en/forum/f/{pk}/" for pk in rooms]
    found = read(client, ["/en/e-discussions/", "/en/forum/", "/en/forum/unread/", *addresses])
    threads = {"openquestion", "closedquestion", "opensynthesis", "closedsynthesis"}
    assert words_in(found) == sees & threads  # comments on a synthesis bear its title


@pytest.mark.parametrize(("role", "sees"), SEES.items())
def test_counts_are_of_what_is_published_for_whoever_reads_it(role, sees, world):
    user = person_of(role, world)
    for sort in ("open", "closed"):
        overview = discussion_overview(user, world.talks[sort].pages.get())
        reads = f"{sort}question" in sees and role != "inactive"
        assert [one.answers for one in overview.questions] == ([1, 0] if reads else [])
        assert bool(overview.messages_count) is reads
        assert bool(overview.latest_synthesis) is reads


@pytest.mark.parametrize("role", SEES)
def test_feeds_hold_what_anybody_reads_whoever_asks(role, world):
    client = browser_of(person_of(role, world))
    talks = [one for one in world.talks.values() if one.forum_id]
    addresses = [f"{one.pages.get().url}feed.atom" for one in talks]
    addresses += [f"/en/forum/f/{one.forum_id}/feed.atom" for one in talks]
    addresses += [f"/en/forum/t/{given.topic_of(one).pk}/feed.rss" for one in talks]
    found = read(client, ["/en/forum/feed.atom", *addresses])
    assert words_in(found) == PUBLIC


def searched():
    """Every key that anything of a discussion could have."""
    rows = [
        *(("page", one.pages.get().pk) for one in EDiscussion.objects.all()),
        *(("synthesis", pk) for pk in Synthesis.objects.values_list("pk", flat=True)),
        *(("topic", pk) for pk in Topic.objects.values_list("pk", flat=True)),
        *(("post", pk) for pk in Post.objects.values_list("pk", flat=True)),
    ]
    return [f"{prefix}:{pk}" for prefix, pk in rows]


@pytest.mark.parametrize(("role", "sees"), SEES.items())
def test_the_search_finds_what_the_table_says_and_nothing_unpublished(role, sees, world):
    """Token and wall agree; the words of a page are those that everybody reads on it."""
    user = person_of(role, world)
    found = indexing.documents_of(searched())
    seen = indexing.can_view(user, {key: one.type for key, one in found.items()})
    tokens = tokens_for(user)
    for key, document in found.items():
        if not key.startswith("page:"):
            assert bool(document.audience & tokens) is (key in seen), key
    shown = (found[key] for key in seen)
    text = " ".join(f"{one.title} {one.summary} {one.body}" for one in shown)
    expected = sees - WAITING - DRAFTS - PREPARED - {"openmessage", "closedmessage"}
    if role == "inactive":  # asked directly: they hold no rights; the page is anybody's
        expected = {"openquestion"}
    assert words_in(text) == expected


@pytest.mark.parametrize(("role", "sees"), SEES.items())
def test_what_happened_is_told_to_whoever_may_read_of_it(role, sees, world):
    items = feed(person_of(role, world), limit=100)
    things = [one.target for one in items if isinstance(one.target, HostMessage | Synthesis)]
    bodies = " ".join(text.body for thing in things for text in thing.texts.all())
    expected = sees & {"openmessage", "opensynthesis", "closedmessage", "closedsynthesis"}
    assert words_in(bodies) == (set() if role == "inactive" else expected)


@pytest.mark.parametrize(("role", "sees"), [one for one in SEES.items() if one[0] != "anonymous"])
def test_notices_mails_and_digests_tell_what_their_reader_may_read(role, sees, world):
    user = person_of(role, world)
    deliver_due()  # what the world has told before
    for sort in ("open", "closed"):
        talk = world.talks[sort]
        Subscription.objects.create(user=user, forum=talk.forum, level=Level.WATCHING)
        given.say(talk, subject=f"{sort}message", body=f"{sort}message")
        given.an_answer(talk, body=f"{sort}answer")
    mail.outbox.clear()
    deliver_due()
    mails = " ".join(one.body + one.subject for one in mail.outbox if user.email in one.to)
    notices = " ".join(one.message.title for one in newest_unread(user, 20))
    told = digest_of(user)
    if role == "inactive":
        assert not mails + told
        return
    assert words_in(mails) == {"openmessage", "closedmessage"}
    assert words_in(notices) >= {"openmessage", "closedmessage"}
    assert words_in(told) >= {"openanswer", "closedanswer"}
    assert words_in(mails + notices + told) <= sees


def test_a_mail_that_waits_is_judged_when_it_is_sent(world):
    """Who may not read any more is told nothing, whatever they followed (forum.md §8)."""
    member, talk = person_of("member", world), world.talks["closed"]
    services.subscribe(member=member, target=talk.forum, level=Level.WATCHING)
    given.say(talk, subject="closedmessage")
    given.an_answer(talk, body="closedanswer")
    few = Group.objects.create(name="Few")
    shelf = make.a_forum("Closed", is_category=True, preset=Preset.GROUP, group=few)
    services.move_forum(admin=make.an_admin(), forum=talk.forum, parent=shelf)
    mail.outbox.clear()
    deliver_due()
    member = User.objects.get(pk=member.pk)
    assert not [one for one in mail.outbox if member.email in one.to]
    assert newest_unread(member, 20) == []
    assert digest_of(member) == ""


@pytest.mark.parametrize("role", [one for one in SEES if one != "anonymous"])
def test_ones_data_as_a_file_holds_what_one_wrote_and_nobody_elses_words(role, world):
    data = json.dumps(personal_data.export(person_of(role, world)), default=str)
    own = {"openanswer", "closedanswer", *WAITING, "openquestion", "closedquestion"}
    assert words_in(data) == (own if role == "owner" else set())


@pytest.mark.parametrize("role", SEES)
def test_the_twins_never_differ(role, world):
    """`can_view_x` of each row is what `visible_to` gives."""
    user = person_of(role, world)
    for model, can_view in (
        (EDiscussion, can_view_discussion),
        (HostMessage, can_view_message),
        (Synthesis, can_view_synthesis),
    ):
        rows = list(model.objects.all())
        seen = set(model.objects.visible_to(user).values_list("pk", flat=True))
        assert rows
        assert {one.pk for one in rows if can_view(user, one)} == seen
