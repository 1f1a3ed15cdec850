"""The list, the choices, and the link of a mail."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members.models import UserState
from members.services import block_member
from notifications import registry
from notifications.models import Notification
from notifications.preferences import choices_for
from notifications.registry import EmailChoice
from notifications.sending import deliver_due
from notifications.services import choose_email, notify
from notifications.stopping import DIGEST, stop_path
from tests.factories.members import OrganisationFactory, UserFactory
from tests.notifications.conftest import HIDDEN

LIST = "/en/me/notifications/"


def tell(recipients, target, actor=None, type="test.personal", **data):
    return notify(type=type, recipients=recipients, target=target, actor=actor, data=data)


@pytest.fixture
def page(client, recipient):
    """The list as `recipient` sees it."""
    client.force_login(recipient)
    return lambda address=LIST: client.get(address).content.decode()


def test_the_list_has_ones_own_rows_and_counts_them_above(page, target, actor, recipient):
    tell([recipient], target, actor)
    tell([UserFactory()], OrganisationFactory(name="Not mine"), actor)
    html = page()
    assert "Amina Voorbeeld changed River Trust" in html
    assert "Not mine" not in html
    assert '<b>1<span class="visually-hidden"> new</span></b>' in html


def test_what_its_reader_may_not_see_any_more_is_neither_listed_nor_counted(
    page, target, actor, recipient
):
    """SEC13: not even its count."""
    tell([recipient], target, actor)
    type(target).objects.update(acronym=HIDDEN)
    html = page("/en/me/")
    assert 'visually-hidden"> new' not in html
    assert "River Trust" not in page()


def test_acts_of_somebody_blocked_since_are_not_listed(page, target, actor, recipient):
    tell([recipient], target, actor)
    block_member(member=recipient, other=actor)
    assert "River Trust" not in page()


def test_one_reads_a_notice_by_following_it(client, page, target, actor, recipient):
    tell([recipient], target, actor)
    row = Notification.objects.get()
    address = reverse("notifications:follow", args=[row.pk])
    ahead = client.get(address, headers={"sec-purpose": "prefetch"})
    assert ahead.status_code == 302
    row.refresh_from_db()
    assert row.read_at is None
    assert client.get(address)["Location"] == "/en/"
    row.refresh_from_db()
    assert row.read_at is not None
    assert 'visually-hidden"> new' not in page()


def test_nobody_follows_the_notice_of_another(client, target, actor, recipient):
    tell([recipient], target, actor)
    client.force_login(UserFactory())
    address = reverse("notifications:follow", args=[Notification.objects.get().pk])
    assert client.get(address).status_code == 404
    assert client.get(LIST, {"page": "9"}).status_code == 404


@pytest.mark.parametrize("up_to", ["now", "", "yesterday", "2026-13-45T99:00", "9999-01-01T00:00Z"])
def test_the_button_reads_what_was_shown_and_nothing_that_came_since(
    up_to, client, target, actor, recipient
):
    tell([recipient], target, actor)
    client.force_login(recipient)
    shown_at = timezone.now()
    tell([recipient], OrganisationFactory(), actor)
    Notification.objects.filter(pk=Notification.objects.latest("pk").pk).update(
        at=shown_at + timedelta(hours=1)
    )
    sent = shown_at.isoformat() if up_to == "now" else up_to
    assert client.post(LIST, {"up_to": sent}).status_code == 303
    assert Notification.objects.filter(read_at=None).count() == 1


def test_pages_of_a_member_are_for_members(client):
    for address in (LIST, f"{LIST}settings/", f"{LIST}1/"):
        answer = client.get(address)
        assert answer.status_code == 302
        assert "/accounts/login/" in answer["Location"]


@pytest.mark.parametrize("number", [2, 15])
def test_the_list_asks_the_same_for_any_number(
    number, client, actor, recipient, django_assert_max_num_queries
):
    for _unused in range(number):
        tell([recipient], OrganisationFactory(), actor)
    client.force_login(recipient)
    client.get(LIST)
    with django_assert_max_num_queries(13):
        client.get(LIST)


# --- Choices --------------------------------------------------------------------------------------
def test_choices_are_shown_saved_and_hold(client, recipient):
    client.force_login(recipient)
    address = reverse("notifications:settings")
    form = client.get(address).context["form"]
    assert "decisions" not in form.fields  # cannot be switched off
    chosen = dict.fromkeys(form.fields, "off") | {"personal": "daily"}
    assert client.post(address, chosen).status_code == 303
    assert choices_for(recipient.pk)["personal"] == EmailChoice.DAILY
    assert choices_for(recipient.pk)["followed"] == EmailChoice.OFF
    assert choices_for(recipient.pk)["decisions"] == EmailChoice.INSTANT


def test_a_duty_is_offered_to_who_has_it(client, recipient, monkeypatch):
    """Who moderates nothing is not asked how they want news of what waits for moderators."""
    client.force_login(recipient)
    address = reverse("notifications:settings")
    assert "work" not in client.get(address).context["form"].fields
    monkeypatch.setitem(registry._on_duty, "work", [lambda user: user == recipient])
    assert "work" in client.get(address).context["form"].fields


def test_a_choice_that_is_none_is_refused_with_the_rest_kept(client, recipient):
    client.force_login(recipient)
    address = reverse("notifications:settings")
    answer = client.post(address, {"personal": "hourly", "followed": "off"})
    assert answer.status_code == 200
    assert "There is a problem" in answer.content.decode()
    assert choices_for(recipient.pk)["followed"] == EmailChoice.DAILY


def test_all_off_means_all(client, recipient):
    client.force_login(recipient)
    client.post(reverse("notifications:settings"), {"all_off": "1"})
    chosen = choices_for(recipient.pk)
    assert chosen.pop("decisions") == EmailChoice.INSTANT
    assert set(chosen.values()) == {EmailChoice.OFF}


# --- The link of a mail ---------------------------------------------------------------------------
@pytest.fixture
def stranger():
    """A mail program: no session, no token against forgery, no cookies."""
    return Client(enforce_csrf_checks=True)


def link_of(sent):
    return (
        sent.extra_headers["List-Unsubscribe"].split(">")[0].removeprefix("<http://127.0.0.1:8000")
    )


def test_one_click_stops_at_once_without_signing_in(stranger, target, actor, recipient):
    """RFC 8058: a POST with that one field, answered without a redirect."""
    tell([recipient], target, actor)
    deliver_due()
    link = link_of(mail.outbox[0])
    answer = stranger.post(link, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert choices_for(recipient.pk)["personal"] == EmailChoice.OFF
    assert choices_for(recipient.pk)["followed"] == EmailChoice.DAILY
    assert stranger.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not answer.cookies


def test_a_get_only_asks(stranger, target, actor, recipient):
    """Mail scanners follow links."""
    link = stop_path(recipient, "personal")
    answer = stranger.get(link)
    assert answer.status_code == 200
    assert 'method="post"' in answer.content.decode()
    assert choices_for(recipient.pk)["personal"] == EmailChoice.INSTANT
    assert answer["Referrer-Policy"] == "strict-origin"  # decision 0070
    assert "no-store" in answer["Cache-Control"]


def test_the_link_of_a_digest_stops_what_comes_in_it(stranger, recipient):
    choose_email(member=recipient, choices={"work": EmailChoice.INSTANT})
    stranger.post(stop_path(recipient, DIGEST))
    chosen = choices_for(recipient.pk)
    assert chosen["followed"] == EmailChoice.OFF
    assert chosen["personal"] == chosen["work"] == EmailChoice.INSTANT


def test_the_page_offers_to_stop_everything(stranger, recipient):
    stranger.post(stop_path(recipient, "personal"), {"all": "1"})
    assert choices_for(recipient.pk)["followed"] == EmailChoice.OFF


def test_the_link_of_a_closed_account_says_so_and_stops_nothing(stranger, recipient):
    link = stop_path(recipient, "personal")
    recipient.state = UserState.SUSPENDED
    recipient.save()
    answer = stranger.post(link)
    assert answer.status_code == 404
    assert "the account has been closed" in answer.content.decode()
    assert choices_for(recipient.pk)["personal"] == EmailChoice.INSTANT


@pytest.mark.parametrize("family", ["decisions", "no-such-family"])
def test_no_link_stops_what_cannot_be_stopped(family, stranger, recipient):
    assert stranger.post(stop_path(recipient, family)).status_code == 404


def test_a_link_that_was_changed_stops_nothing_and_says_how_else(stranger, recipient):
    link = stop_path(recipient, "personal")
    for bad in (link[:-3] + "x/", "/en/unsubscribe/1/", "/en/unsubscribe/" + "A" * 500 + "/"):
        answer = stranger.post(bad)
        assert answer.status_code == 404
        assert reverse("notifications:settings") in answer.content.decode()
    assert choices_for(recipient.pk)["personal"] == EmailChoice.INSTANT


# --- What has nothing left to say -----------------------------------------------------------------
def closed(recipient, number):
    """So many notices of things that their reader may not see."""
    for _unused in range(number):
        tell([recipient], OrganisationFactory(acronym=HIDDEN), UserFactory())


def test_a_type_that_fails_once_takes_no_mail_from_its_reader(
    page, target, actor, recipient, monkeypatch
):
    """What could not be described has not been read: it is told when it can be."""

    def fails(told):
        raise RuntimeError

    tell([recipient], target, actor)
    kind = registry.type_of("test.personal")
    with monkeypatch.context() as broken:
        broken.setitem(registry._types, kind.key, replace(kind, describe=fails))
        assert "River Trust" not in page()
    with monkeypatch.context() as away:
        away.delitem(registry._types, kind.key)
        assert "River Trust" not in page()
    assert Notification.objects.get().read_at is None
    deliver_due()
    assert "River Trust" in mail.outbox[0].body
    assert "River Trust" in page()


def test_older_notices_are_reached_though_a_whole_page_has_nothing_left_to_say(
    page, target, actor, recipient
):
    tell([recipient], target, actor)
    closed(recipient, 20)
    html = page()
    assert "Nothing is left of these notices" in html
    assert "Nothing yet" not in html
    assert 'href="?page=2"' in html
    assert "River Trust" in page(f"{LIST}?page=2")


def test_ones_own_page_shows_what_is_new_below_what_is_closed(page, target, actor, recipient):
    tell([recipient], target, actor)
    closed(recipient, 15)
    html = page("/en/me/")
    assert "River Trust" in html
    assert "Nothing new." not in html
