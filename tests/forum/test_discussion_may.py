"""Who may do what in an e-discussion: the table of forum.md §6 as the services hold it."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import transaction

from forum import services
from forum.errors import Sanctioned
from forum.models import Contribution, EDiscussion, PreModeration, Role, Synthesis
from forum.permissions import can_moderate_members, can_read_history
from members.models import User
from tests.factories import discussions as given
from tests.factories import forum as make

pytestmark = pytest.mark.django_db

WRITE = {"reply", "useful", "edit own"}
MEMBER = WRITE | {"bookmark", "follow", "report", "history", "withdraw own"}
SUMMARISE = {"draft synthesis", "excerpt"}
MODERATE = {"approve", "reject", "hide", "lock", "pin", "history of what is hidden"}
STEER = {"message", "publish message", "publish synthesis", "translate", "behalf", "assign"}
STEER |= {"translate message", "extend", "close", "nudge", "give a part", "start a topic"}
# "move elsewhere" is nobody's: a thread of a discussion stays in its room.
SITE = {"edit another's", "restore", "decide reports", "silence", "vouch", "log", "move"}
HOST = MEMBER | SUMMARISE | MODERATE | STEER
# Whoever is silenced writes to nobody, also as a host: neither messages nor notes to all.
WORDS = WRITE | SUMMARISE | STEER - {"assign", "close", "give a part"}
MAY = {
    "anonymous": set(),
    "inactive": set(),
    "newcomer": MEMBER,
    "member": MEMBER,
    "silenced": MEMBER - WRITE,
    "editor": MEMBER,  # whoever publishes its page prepares it, and moderates nothing by that
    "expert": MEMBER,
    "note_taker": MEMBER | SUMMARISE,
    "cohost": HOST,
    "host": HOST,
    "silenced_host": HOST - WORDS,
    "host_elsewhere": MEMBER,
    "former_host": MEMBER,
    "moderator": HOST | SITE,
    "admin": HOST | SITE | {"preset"},
    "superuser": HOST | SITE | {"preset"},
}


@pytest.fixture(scope="module")
def _world(kept_in_module):
    """An open discussion with an answer, one that waits, and syntheses; another one beside it."""
    talk, owner = given.opened(), make.person("Omar Ordinaire")
    host = given.host_of(talk)
    eva = make.person("Eva")
    services.add_role(host=make.an_admin(), discussion=talk, user=eva, role=Role.EXPERT)
    answer = given.an_answer(talk, owner, body="We leave faith out of it.")
    info = talk.forum.info
    info.pre_moderation = PreModeration.EVERYONE
    info.save()
    pending = given.an_answer(talk, owner, body="This one waits.")
    info.pre_moderation = PreModeration.NEW
    info.save()
    services.report_post(member=make.person("Rita"), post=answer, reason="off_topic")
    published = services.publish_synthesis(host=host, synthesis=given.a_synthesis(talk))
    draft = given.a_synthesis(talk)
    message = services.draft_host_message(
        host=host, discussion=talk, kind="steer", language="en", subject="Hear", body="Hear this."
    )
    hidden = given.an_answer(talk, owner, body="This one is hidden.")
    services.hide_post(moderator=make.a_moderator(), post=hidden, reason="x")
    changed = given.an_answer(talk, owner, body="We ask nobody.")
    services.edit_post(member=owner, post=changed, body="We ask all.", base_revision=1)
    elsewhere = given.opened(title="Another one")
    room = make.a_forum("Elsewhere")
    return SimpleNamespace(
        talk=talk.pk,
        elsewhere=elsewhere.pk,
        answer=answer,
        pending=pending,
        hidden=hidden,
        changed=changed,
        own=given.an_answer(talk, body="Whose this is, an act says."),
        open_topic=make.a_topic(make.a_forum("Open")),
        published=published.pk,
        draft=draft.pk,
        message=message,
        said=given.say(talk),
        room=room,
        owner=owner,
    )


@pytest.fixture
def world(_world, db):
    found = SimpleNamespace(**vars(_world))
    found.talk = EDiscussion.objects.get(pk=_world.talk)
    found.elsewhere = EDiscussion.objects.get(pk=_world.elsewhere)
    found.published = Synthesis.objects.get(pk=_world.published)
    found.draft = Synthesis.objects.get(pk=_world.draft)
    found.answer, found.pending = make.fresh(_world.answer), make.fresh(_world.pending)
    found.hidden, found.changed = make.fresh(_world.hidden), make.fresh(_world.changed)
    found.topic = given.topic_of(found.talk)
    return found


def acts(user, world) -> dict[str, Callable[[], object]]:
    """Every act of the table, done by `user`."""
    talk, topic = world.talk, world.topic
    words = {"language": "en", "body": "Words for this."}
    as_host = {"host": user, "discussion": talk}
    titled = words | {"title": "A title"}
    return {
        "reply": partial(services.reply, member=user, topic=topic, **words),
        "useful": partial(services.mark_useful, member=user, post=world.answer),
        "bookmark": partial(services.bookmark_post, member=user, post=world.answer),
        "follow": partial(services.subscribe, member=user, target=topic, level="watching"),
        "report": partial(services.report_post, member=user, post=world.answer, reason="spam"),
        "history": partial(_demand, can_read_history, user, world.answer),
        "history of what is hidden": partial(_demand, can_read_history, user, world.hidden),
        "edit own": lambda: services.edit_post(
            member=user, post=_own(user, world), body="My own words.", base_revision=1
        ),
        "withdraw own": lambda: services.withdraw_post(member=user, post=_own(user, world)),
        "restore": partial(
            services.restore_revision, moderator=user, post=world.changed, number=1, reason="x"
        ),
        "log": partial(_demand, can_moderate_members, user),
        "move": partial(
            services.move_topic, moderator=user, topic=world.open_topic, forum=world.room
        ),
        "start a topic": partial(
            services.start_topic, member=user, forum=talk.forum, subject="A topic", **words
        ),
        "approve": partial(services.approve_post, moderator=user, post=world.pending),
        "reject": partial(services.reject_post, moderator=user, post=world.pending, reason="x"),
        "hide": partial(services.hide_post, moderator=user, post=world.answer, reason="x"),
        "lock": partial(services.lock_topic, moderator=user, topic=topic, reason="x"),
        "pin": partial(services.pin_topic, moderator=user, topic=topic, kind="sticky"),
        "draft synthesis": partial(
            services.draft_synthesis, **as_host, kind="weekly", week=2, **titled
        ),
        "excerpt": partial(
            services.add_excerpt, host=user, synthesis=world.draft, post=world.answer, quote="faith"
        ),
        "publish synthesis": partial(services.publish_synthesis, host=user, synthesis=world.draft),
        "translate": partial(
            services.translate_synthesis,
            host=user,
            synthesis=world.published,
            **(titled | {"language": "fr"}),
        ),
        "message": partial(
            services.draft_host_message, **as_host, kind="steer", subject="Dear all", **words
        ),
        "translate message": partial(
            services.translate_host_message,
            host=user,
            message=world.said,
            subject="À tous",
            **(words | {"language": "fr"}),
        ),
        "publish message": partial(services.publish_host_message, host=user, message=world.message),
        "behalf": partial(
            services.contribute_on_behalf,
            host=user,
            topic=topic,
            source="phone",
            consent=True,
            name="Kofi Exemple",
            **words,
        ),
        "assign": partial(services.assign_question, host=user, post=world.answer, question=None),
        "extend": partial(
            services.extend_discussion,
            **as_host,
            closes_at=talk.closes_at + timedelta(days=1),
            note="A day more for all.",
            language="en",
        ),
        "close": partial(services.close_contributions, **as_host),
        "nudge": partial(services.nudge, **as_host, users=[]),
        "give a part": partial(
            services.add_role, **as_host, user=world.owner, role=Role.NOTE_TAKER
        ),
        "edit another's": partial(
            services.edit_post,
            member=user,
            post=world.answer,
            body="We leave it out.",
            base_revision=world.answer.contribution.revision,
            reason="A name stood there.",
        ),
        "move elsewhere": partial(
            services.move_topic, moderator=user, topic=topic, forum=world.room
        ),
        "decide reports": partial(
            services.decide_reports, moderator=user, post=world.answer, outcome="declined"
        ),
        "silence": partial(
            services.impose_sanction,
            moderator=user,
            user=world.owner,
            kind="silence",
            reason="x",
            statement="y",
        ),
        "vouch": partial(services.vouch_for, moderator=user, user=world.owner),
        "preset": partial(services.apply_preset, admin=user, forum=talk.forum, preset="discussion"),
    }


def _own(user, world):
    """An answer that is the user's, whoever they are."""
    if user.is_authenticated:
        Contribution.objects.filter(post=world.own).update(author=user)
    return make.fresh(world.own)


def _demand(rule, *about):
    if not rule(*about):
        raise PermissionDenied


def may(act):
    """Whether the service does it; whatever it did is undone."""
    with transaction.atomic():
        try:
            with transaction.atomic():
                act()
        except (PermissionDenied, Sanctioned, ObjectDoesNotExist):  # unseen is not there
            return False
        transaction.set_rollback(True)
    return True


def person_of(role, world):
    if role == "anonymous":
        return AnonymousUser()
    made = {
        "inactive": lambda: make.person(state="suspended"),
        "newcomer": make.newcomer,
        "editor": lambda: make.in_group(make.person(is_staff=True), "Editors"),
        "moderator": make.a_moderator,
        "admin": make.an_admin,
        "superuser": lambda: make.person(is_superuser=True),
    }.get(role, make.person)()
    others = ("host_elsewhere", "former_host", "silenced_host")
    part = Role.HOST if role in others else role
    if part in Role.values:
        place = world.elsewhere if role == "host_elsewhere" else world.talk
        given_to = {"discussion": place, "user": made, "role": part}
        services.add_role(host=make.an_admin(), **given_to, language="fr")
        if role == "former_host":
            services.remove_role(host=make.an_admin(), **given_to)
    if role.startswith("silenced"):
        services.impose_sanction(
            moderator=make.a_moderator(), user=made, kind="silence", reason="x", statement="y"
        )
    return User.objects.get(pk=made.pk)


@pytest.mark.parametrize(("role", "allowed"), MAY.items())
def test_each_act_is_done_by_whom_the_table_says(role, allowed, world):
    user = person_of(role, world)
    done = {name for name, act in acts(user, world).items() if may(act)}
    assert done == allowed


def test_nobody_decides_on_what_they_wrote_themselves(world):
    """Not even a host in their own discussion (forum.md §9)."""
    host = given.host_of(world.talk)
    own = given.an_answer(world.talk, host, body="My own words.")
    assert not may(partial(services.hide_post, moderator=host, post=own, reason="x"))
    assert not may(partial(services.assign_question, host=host, post=own, question=None))
