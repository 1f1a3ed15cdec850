"""The daily digest (platform.md §9, forum.md §8)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from hypothesis import given
from hypothesis import strategies as st

from notifications import periodic, registry
from notifications.digests import last_morning, write_digests
from notifications.letters import letter_of
from notifications.models import Delivery, Notification
from notifications.registry import EmailChoice
from notifications.sending import deliver_due
from notifications.services import choose_email, notify
from tests.factories.members import OrganisationFactory, UserFactory
from tests.notifications.conftest import HIDDEN

ZONES = ["UTC", "Africa/Nairobi", "America/New_York", "Asia/Kathmandu", "Pacific/Auckland"]
MORNING = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)


def tell(
    recipients, target, actor=None, type="test.followed", at=MORNING - timedelta(hours=3), **data
):
    notify(type=type, recipients=recipients, target=target, actor=actor, data=data)
    Notification.objects.filter(target_key=str(target.pk)).update(first_at=at, at=at)


@given(
    moment=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),
    zone=st.sampled_from(ZONES),
)
def test_the_last_morning_is_seven_where_its_reader_lives(moment, zone):
    morning = last_morning(zone, moment)
    local = morning.astimezone(ZoneInfo(zone))
    assert (local.hour, local.minute) == (7, 0)
    assert timedelta(0) <= moment - morning < timedelta(hours=25)  # a day is 25 hours long once


def test_an_unknown_zone_is_no_reason_to_tell_nothing():
    assert last_morning("Mars/Olympus", MORNING) == MORNING
    assert last_morning("../etc", MORNING) == MORNING


def test_it_comes_at_seven_and_once(target, actor, recipient):
    tell([recipient], target, actor)
    assert write_digests(now=MORNING - timedelta(minutes=1)) == 0
    assert write_digests(now=MORNING) == 1
    assert write_digests(now=MORNING + timedelta(minutes=5)) == 0
    assert deliver_due()[0] == 1
    assert write_digests(now=MORNING + timedelta(hours=3)) == 0
    assert write_digests(now=MORNING + timedelta(days=1)) == 0
    assert [sent.subject for sent in mail.outbox] == ["1 thing new on M4D Net"]


def test_the_clock_writes_mornings_and_sends_what_waits(target, actor, recipient, monkeypatch):
    """And drops what is old: without a clock nothing of it happens."""
    woken, forgotten = [], []
    monkeypatch.setattr(periodic, "wake", woken.append)
    monkeypatch.setattr(periodic, "forget_old", lambda now: forgotten.append(now))
    periodic.write_daily_digests(MORNING)
    periodic.send_what_waits(MORNING)
    assert woken == []
    tell([recipient], target, actor)
    periodic.write_daily_digests(MORNING)
    periodic.send_what_waits(MORNING)
    assert woken == [periodic.send_due_mail] * 2
    periodic.forget(MORNING)
    assert forgotten == [MORNING]


def test_seven_is_seven_in_the_readers_zone(target, actor):
    reader = UserFactory(timezone="Africa/Nairobi")  # three hours ahead
    tell([reader], target, actor, at=MORNING - timedelta(hours=9))
    assert write_digests(now=MORNING - timedelta(hours=3, minutes=1)) == 0
    assert write_digests(now=MORNING - timedelta(hours=3)) == 1


def test_a_clock_that_stood_still_makes_up_for_the_morning(target, actor, recipient):
    tell([recipient], target, actor)
    assert write_digests(now=MORNING + timedelta(hours=6)) == 1


def test_what_comes_after_seven_waits_for_the_next_day(target, actor, recipient):
    tell([recipient], target, actor, at=MORNING + timedelta(minutes=1))
    assert write_digests(now=MORNING + timedelta(hours=6)) == 0
    assert write_digests(now=MORNING + timedelta(days=1)) == 1


def test_it_tells_all_families_wanted_daily_and_no_other(target, actor, recipient):
    choose_email(member=recipient, choices={"personal": EmailChoice.DAILY})
    tell([recipient], target, actor, text="The words")
    tell([recipient], OrganisationFactory(name="Lake Fund"), actor, type="test.personal")
    write_digests(now=MORNING)
    deliver_due()
    body = mail.outbox[0].body
    assert "TO YOU" in body
    assert "WHAT YOU FOLLOW" in body
    assert "changed Lake Fund" in body
    assert "The words" in body
    assert "List-Unsubscribe-Post" in mail.outbox[0].extra_headers


CHANGES = {
    "hidden": lambda target, reader: type(target).objects.update(acronym=HIDDEN),
    "read": lambda target, reader: Notification.objects.update(read_at=MORNING),
    "off": lambda target, reader: choose_email(
        member=reader, choices={"followed": EmailChoice.OFF}
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_nothing_left_to_tell_is_no_mail(change, target, actor, recipient):
    tell([recipient], target, actor)
    write_digests(now=MORNING)
    CHANGES[change](target, recipient)
    assert deliver_due() == (0, True)
    assert mail.outbox == []


def test_more_of_a_burst_that_was_told_is_told_next_time(target, actor, recipient):
    tell([recipient], target, actor)
    write_digests(now=MORNING)
    deliver_due()
    now = datetime.now(UTC)
    Notification.objects.update(first_at=now, at=now)
    notify(type="test.followed", recipients=[recipient], target=target, actor=actor)
    told = Notification.objects.get()
    assert (told.count, told.delivery) == (2, None)


def test_a_long_digest_is_cut_and_says_so(actor, recipient):
    """At most 20 items and 30 kB (forum.md §8)."""
    for number in range(23):
        tell([recipient], OrganisationFactory(name=f"Trust {number:02}"), actor, text="ع" * 5_000)
    write_digests(now=MORNING)
    deliver_due()
    sent = mail.outbox[0]
    assert sent.body.count("* Amina") == 20
    assert "And 3 more:" in sent.body
    assert len(sent.message().as_bytes()) <= 30_000
    assert write_digests(now=MORNING + timedelta(days=1)) == 0  # the three are told of, too


def test_what_a_type_tells_together_is_one_item_of_the_digest(types, actor, recipient):
    """Of which only what the recipient may still see is counted."""
    registry._types["test.work"] = replace(types["work"], together=lambda target: "all")
    made = [OrganisationFactory(name=f"Trust {number}") for number in range(4)]
    for one in made:
        tell([recipient], one, actor, type="test.work")
    made[1].acronym = HIDDEN
    made[1].save()
    write_digests(now=MORNING)
    deliver_due()
    sent = mail.outbox[0]
    assert "* 3 changes of Trust 3" in sent.body
    assert "1 thing new" in sent.subject
    assert Notification.objects.filter(delivery__isnull=False).count() == 3


@pytest.mark.parametrize("language", ["fr", "es"])
def test_a_digest_speaks_the_language_of_its_reader(language, target, actor):
    reader = UserFactory(language=language)
    tell([reader], target, actor)
    write_digests(now=MORNING)
    deliver_due()
    assert f"/{language}/me/notifications/settings/" in mail.outbox[0].body


@pytest.mark.parametrize("people", [2, 20])
def test_writing_digests_asks_the_same_for_any_number(
    people, target, actor, django_assert_max_num_queries
):
    tell(UserFactory.create_batch(people), target, actor)
    with django_assert_max_num_queries(6):
        assert write_digests(now=MORNING) == people
    assert Delivery.objects.count() == people


def test_two_digests_that_wait_tell_nothing_twice(target, actor, recipient):
    """Mail was away over two mornings: whoever takes the second leaves it to the first."""
    tell([recipient], target, actor)
    assert write_digests(now=MORNING) == 1
    assert write_digests(now=MORNING + timedelta(days=1)) == 0
    second = Delivery.objects.create(
        recipient=recipient,
        kind="digest",
        key="digest:two",
        data={"until": (MORNING + timedelta(days=1)).isoformat()},
    )
    first = Delivery.objects.exclude(pk=second.pk).get()
    assert letter_of(second).message is None
    assert letter_of(first).message is not None
    assert deliver_due()[0] == 1


def test_what_came_while_a_digest_waited_is_told_after_it(target, actor, recipient):
    tell([recipient], target, actor)
    write_digests(now=MORNING)
    other = OrganisationFactory(name="Lake Fund")
    tell([recipient], other, actor, at=MORNING + timedelta(hours=1))
    late = MORNING + timedelta(days=1)
    assert write_digests(now=late) == 0
    deliver_due()
    assert write_digests(now=late) == 1
    deliver_due()
    assert ["Lake Fund" in sent.body for sent in mail.outbox] == [False, True]


def test_who_had_it_off_is_not_told_of_a_year_at_once(target, actor, recipient):
    choose_email(member=recipient, choices={"followed": EmailChoice.OFF})
    tell([recipient], target, actor, at=MORNING - timedelta(days=15))
    tell([recipient], OrganisationFactory(name="Lake Fund"), actor)
    choose_email(member=recipient, choices={"followed": EmailChoice.DAILY})
    write_digests(now=MORNING)
    deliver_due()
    assert "Lake Fund" in mail.outbox[0].body
    assert "River Trust" not in mail.outbox[0].body


@pytest.mark.parametrize("things", [25, 60])
def test_writing_a_digest_asks_the_same_for_any_number_of_news(
    things, actor, recipient, django_assert_max_num_queries
):
    """One query a type, however much waits; words are made for twenty."""
    for number in range(things):
        tell([recipient], OrganisationFactory(name=f"Trust {number}"), actor)
    write_digests(now=MORNING)
    row = Delivery.objects.get()
    with django_assert_max_num_queries(12):
        assert letter_of(row).message is not None
