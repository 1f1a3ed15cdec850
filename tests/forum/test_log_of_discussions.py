"""What is done with a discussion is in the log, with the discussion (forum.md §3.4)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from forum import services
from forum.models import Act, ModerationLog, Role
from forum.services import clock
from tests.factories import discussions as given
from tests.factories import forum as make

pytestmark = pytest.mark.django_db


def entry(act, discussion):
    """The one entry of this act."""
    return ModerationLog.objects.get(action=act, discussion=discussion)


def test_a_life_of_a_discussion_is_in_the_log_once_each():
    discussion = given.opened()
    host, moderator = given.host_of(discussion), make.a_moderator()
    end = discussion.closes_at + timedelta(days=7)
    services.extend_discussion(
        host=host, discussion=discussion, closes_at=end, note="As many asked.", language="en"
    )
    words = {"conclusion": "Nobody came.", "language": "en"}
    for _twice in range(2):
        services.close_contributions(host=host, discussion=discussion)
    for _twice in range(2):
        services.conclude(moderator=moderator, discussion=discussion, **words)
    for act in (Act.ANNOUNCED, Act.OPENED, Act.EXTENDED, Act.CLOSED):
        assert entry(act, discussion).actor == host
    extended = entry(Act.EXTENDED, discussion)
    assert (extended.reason, extended.after) == ("As many asked.", {"closes_at": end.isoformat()})
    concluded = entry(Act.CONCLUDED, discussion)
    assert (concluded.actor, concluded.reason) == (moderator, "Nobody came.")
    assert concluded.target_label == discussion.pages.get().title


def test_what_the_clock_does_has_no_actor():
    discussion = given.welcomed()
    clock.keep_time(now=discussion.opens_at)
    clock.keep_time(now=discussion.closes_at)
    for act in (Act.OPENED, Act.CLOSED):
        assert entry(act, discussion).actor is None


@pytest.mark.parametrize(("state", "reason"), [("draft", ""), ("announced", "The host is ill.")])
def test_a_discussion_that_is_called_off_is_logged_with_its_reason(state, reason):
    discussion = given.in_state(state)
    for _twice in range(2):
        services.cancel_discussion(
            host=given.host_of(discussion), discussion=discussion, reason=reason
        )
    found = entry(Act.CANCELLED, discussion)
    assert (found.reason, found.before) == (reason, {"state": state})


def test_parts_are_logged_when_given_and_when_taken_back_alone():
    discussion = given.a_draft()
    host, expert = given.host_of(discussion), make.person("Petra Beispiel")
    wanted = {"host": host, "discussion": discussion, "user": expert, "role": Role.EXPERT}
    for introduction in ("", "Knows figures"):
        services.add_role(**wanted, introduction=introduction)
    for _twice in range(2):
        services.remove_role(**wanted)
    mine = ModerationLog.objects.filter(discussion=discussion, user=expert).order_by("pk")
    assert [(one.action, one.actor) for one in mine] == [
        (Act.ROLE_GIVEN, host),
        (Act.ROLE_TAKEN, host),
    ]
    assert mine[0].after == mine[1].before == {"role": Role.EXPERT}


def test_an_act_has_a_target_and_a_discussion_is_one():
    discussion = given.a_draft()
    ModerationLog.objects.create(action=Act.OPENED, discussion=discussion)
    with pytest.raises(IntegrityError), transaction.atomic():
        ModerationLog.objects.create(action=Act.OPENED)
