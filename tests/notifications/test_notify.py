"""From an act to rows (platform.md §9)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from members.models import UserState
from members.services import block_member
from notifications.describing import still_there
from notifications.models import Delivery, Notification
from notifications.registry import EmailChoice, UnknownType
from notifications.services import Telling, choose_email, notify, notify_each
from tests.factories.members import OrganisationFactory, UserFactory


def tell(recipients, target, actor=None, type="test.personal", **data):
    return notify(type=type, recipients=recipients, target=target, actor=actor, data=data)


def test_each_recipient_gets_one_row_and_the_actor_none(target, actor, recipient):
    assert tell([recipient, recipient, actor], target, actor) == 1
    told = Notification.objects.get()
    assert (told.recipient, told.actor, told.count) == (recipient, actor, 1)
    assert told.target_key == str(target.pk)


@pytest.mark.parametrize("blocker_is", ["actor", "recipient"])
def test_a_block_either_way_keeps_the_news_away(blocker_is, target, actor, recipient):
    pair = {"member": actor, "other": recipient}
    if blocker_is == "recipient":
        pair = {"member": recipient, "other": actor}
    block_member(**pair)
    assert tell([recipient], target, actor) == 0
    assert not Notification.objects.exists()


@pytest.mark.parametrize("kind", ["decisions", "work"])
@pytest.mark.parametrize("blocker_is", ["actor", "recipient"])
def test_decisions_and_work_pass_a_block(kind, blocker_is, target, actor, recipient):
    """Nobody avoids a moderator's decision, or keeps a moderator from their work, by a block."""
    pair = (actor, recipient) if blocker_is == "actor" else (recipient, actor)
    block_member(member=pair[0], other=pair[1])
    assert tell([recipient], target, actor, type=f"test.{kind}") == 1
    [told] = Notification.objects.all()
    assert still_there([told], recipient) == {told.pk}


@pytest.mark.parametrize("state", [UserState.SUSPENDED, UserState.ERASED])
def test_closed_accounts_are_told_nothing(state, target, actor):
    assert tell([UserFactory(state=state)], target, actor) == 0


def test_a_burst_on_one_thing_is_one_notification(target, actor, recipient):
    other = UserFactory()
    tell([recipient], target, actor, text="first")
    tell([recipient], target, other, text="second")
    told = Notification.objects.get()
    assert (told.count, told.actor, told.data) == (2, other, {"text": "second"})


def test_another_thing_is_another_notification(target, actor, recipient):
    tell([recipient], target, actor)
    tell([recipient], OrganisationFactory(), actor)
    assert Notification.objects.count() == 2


@pytest.mark.parametrize("what", ["read", "old"])
def test_what_was_read_or_is_a_quarter_of_an_hour_old_is_not_added_to(
    what, target, actor, recipient
):
    tell([recipient], target, actor)
    earlier = timezone.now() - timedelta(minutes=15)
    Notification.objects.update(**{"read_at": earlier} if what == "read" else {"first_at": earlier})
    tell([recipient], target, actor)
    assert Notification.objects.count() == 2


def test_the_first_of_a_burst_is_mailed_at_once_and_the_rest_together(target, actor, recipient):
    tell([recipient], target, actor)
    tell([recipient], target, actor)
    assert Delivery.objects.count() == 1  # it waits still, and will tell of both
    now = timezone.now()
    Delivery.objects.update(state="sent", settled_at=now)
    tell([recipient], target, actor)
    tell([recipient], target, actor)
    told = Notification.objects.get()
    assert told.count == 4
    assert Delivery.objects.count() == 2
    assert told.delivery.state == "waiting"
    assert told.delivery.not_before == told.first_at + timedelta(minutes=15)


def test_what_is_wanted_daily_or_not_at_all_makes_no_mail_at_once(target, actor, recipient):
    tell([recipient], target, actor, type="test.followed")
    off = UserFactory()
    choose_email(member=off, choices={"personal": EmailChoice.OFF})
    tell([off], target, actor)
    assert Notification.objects.count() == 2
    assert not Delivery.objects.exists()


def test_an_unknown_type_is_an_error_here_and_dropped_on_a_real_site(
    target, recipient, settings, caplog
):
    with pytest.raises(UnknownType):
        tell([recipient], target, type="test.nothing")
    settings.UNKNOWN_NOTIFICATIONS_RAISE = False
    assert tell([recipient], target, type="test.nothing") == 0


@pytest.mark.parametrize("people", [2, 40])
def test_any_number_of_people_costs_the_same(people, target, actor, django_assert_max_num_queries):
    crowd = UserFactory.create_batch(people)
    tell(crowd[: people // 2], target, actor)
    Delivery.objects.update(state="sent", settled_at=timezone.now())
    with django_assert_max_num_queries(11):  # savepoints and the content type counted
        assert tell(crowd, target, actor) == people


# --- Several groups of people, of one act ------------------------------------------------------
def both(target, actor, some, others, **data):
    tellings = [Telling("test.personal", some, data), Telling("test.followed", others)]
    return notify_each(target=target, actor=actor, tellings=tellings)


def test_each_is_told_as_their_type_tells_it(target, actor, recipient):
    other = UserFactory()
    assert both(target, actor, [recipient], [other, actor], text="You") == 2
    rows = Notification.objects.order_by("pk").values_list("recipient", "type", "data")
    assert list(rows) == [
        (recipient.pk, "test.personal", {"text": "You"}),
        (other.pk, "test.followed", {}),
    ]
    mail = Delivery.objects.get()  # what is followed waits for the digest
    assert (mail.recipient, mail.family) == (recipient, "personal")


def test_a_burst_of_one_of_them_is_merged_and_the_other_is_new(target, actor, recipient):
    other = UserFactory()
    tell([other], target, actor, type="test.followed")
    both(target, actor, [recipient], [other])
    rows = Notification.objects.order_by("pk").values_list("type", "count")
    assert list(rows) == [("test.followed", 2), ("test.personal", 1)]


def test_a_block_counts_for_each_of_them(target, actor, recipient):
    other, duty = UserFactory(), UserFactory()
    for one in (recipient, other, duty):
        block_member(member=one, other=actor)
    tellings = [Telling("test.personal", [recipient, other]), Telling("test.work", [duty])]
    assert notify_each(target=target, actor=actor, tellings=tellings) == 1
    assert Notification.objects.get().recipient == duty


def test_nobody_left_to_tell_asks_nothing(target, actor, django_assert_num_queries):
    with django_assert_num_queries(2):  # the savepoint
        assert both(target, actor, [actor], []) == 0


def test_two_groups_cost_what_one_does(target, actor, django_assert_max_num_queries):
    some, others = UserFactory.create_batch(3), UserFactory.create_batch(3)
    both(target, actor, some, others)
    Delivery.objects.update(state="sent", settled_at=timezone.now())
    with django_assert_max_num_queries(11):
        assert both(target, actor, some, others) == 6
