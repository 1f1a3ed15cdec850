"""Mails as their readers get them (platform.md §9, RFC 8058)."""

import smtplib
from datetime import timedelta
from email import message_from_bytes

import pytest
from django.core import mail
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common import health
from common.models import SiteSettings
from members.models import UserState
from members.services import block_member
from notifications import outbox, sending
from notifications.health import mail as mail_of_site
from notifications.models import Delivery, Notification
from notifications.registry import EmailChoice
from notifications.sending import deliver_due
from notifications.services import choose_email, forget_old, mark_read, notify
from tests.factories.members import OrganisationFactory, UserFactory
from tests.notifications.conftest import HIDDEN


def tell(recipients, target, actor=None, type="test.personal", **data):
    return notify(type=type, recipients=recipients, target=target, actor=actor, data=data)


def states():
    return list(Delivery.objects.order_by("pk").values_list("state", flat=True))


def test_a_mail_has_the_words_in_text_and_html(target, actor, recipient):
    tell([recipient], target, actor, text="Two rivers & a <b>bridge</b>")
    assert deliver_due() == (1, True)
    sent = mail.outbox[0]
    assert sent.to == ["reader@example.org"]
    assert sent.subject == "Amina Voorbeeld changed River Trust"
    assert "Two rivers & a <b>bridge</b>" in sent.body
    html = sent.alternatives[0].content
    assert "Two rivers &amp; a &lt;b&gt;bridge&lt;/b&gt;" in html
    assert states() == ["sent"]


def test_a_mail_can_be_stopped_by_the_readers_program(target, actor, recipient):
    """RFC 8058: both headers, an https address first, and the same for every such mail."""
    site = SiteSettings.load()
    site.contact_email = "team@example.org"
    site.save()
    tell([recipient], target, actor)
    deliver_due()
    headers = message_from_bytes(mail.outbox[0].message().as_bytes())
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    web, by_mail = "".join(headers["List-Unsubscribe"].splitlines()).strip().split(", ")
    assert web.startswith("<http://127.0.0.1:8000/en/unsubscribe/")
    assert by_mail == "<mailto:team@example.org?subject=unsubscribe%20personal>"
    assert headers["List-Id"] == "<personal.127.0.0.1>"
    assert headers["Auto-Submitted"] == "auto-generated"
    assert len(headers.get_all("Message-ID")) == 1


def test_a_decision_offers_no_way_to_stop_it(target, recipient):
    tell([recipient], target, type="test.decisions")
    deliver_due()
    assert "List-Unsubscribe" not in mail.outbox[0].extra_headers
    assert "unsubscribe" not in mail.outbox[0].body


def test_the_message_id_is_that_of_the_row(target, actor, recipient):
    tell([recipient], target, actor)
    first = Delivery.objects.get()
    deliver_due()
    Delivery.objects.update(state="waiting", settled_at=None)
    Notification.objects.update(delivery=first)
    deliver_due()
    one, two = (sent.extra_headers["Message-ID"] for sent in mail.outbox)
    assert one == two


SAYS = {"fr": "Ouvrir", "es": "Abrir"}


@pytest.mark.parametrize("language", ["fr", "es"])
def test_a_mail_speaks_the_language_of_its_reader(language, target, actor, types, monkeypatch):
    """And its links lead to pages in it, whatever language the act was done in."""
    reader = UserFactory(language=language)
    tell([reader], target, actor)
    deliver_due()
    sent = mail.outbox[0]
    assert f"/{language}/unsubscribe/" in sent.body
    assert f'lang="{language}"' in sent.alternatives[0].content
    assert str(_("Hello,")) not in sent.body  # there is a translation, and this is it


GONE = {
    "hidden": lambda target, actor, reader: type(target).objects.update(acronym=HIDDEN),
    "deleted": lambda target, actor, reader: target.delete(),
    "blocked": lambda target, actor, reader: block_member(member=reader, other=actor),
    "off": lambda target, actor, reader: choose_email(
        member=reader, choices={"personal": EmailChoice.OFF}
    ),
    "read": lambda target, actor, reader: mark_read(
        member=reader, pk=Notification.objects.get().pk
    ),
    "closed": lambda target, actor, reader: (
        type(reader).objects.filter(pk=reader.pk).update(state=UserState.SUSPENDED, is_active=False)
    ),
}


@pytest.mark.parametrize("why", GONE)
def test_what_changed_before_sending_is_not_told(why, target, actor, recipient):
    tell([recipient], target, actor)
    GONE[why](target, actor, recipient)
    assert deliver_due() == (0, True)
    assert mail.outbox == []
    assert states() == ["empty"]


def test_what_is_wanted_daily_by_the_time_waits_for_the_digest(target, actor, recipient):
    tell([recipient], target, actor)
    choose_email(member=recipient, choices={"personal": EmailChoice.DAILY})
    deliver_due()
    assert mail.outbox == []
    assert Notification.objects.get().delivery is None


def test_what_came_while_the_mail_was_written_is_told_in_another(
    target, actor, recipient, monkeypatch
):
    """Between reading and settling a second act has been added."""
    tell([recipient], target, actor)
    send = mail.EmailMultiAlternatives.send

    def slowly(message, *args, **kwargs):
        Notification.objects.filter(count=1).update(count=2)
        return send(message, *args, **kwargs)

    monkeypatch.setattr(mail.EmailMultiAlternatives, "send", slowly)
    deliver_due()
    assert states() == ["sent", "waiting"]
    Delivery.objects.update(not_before=timezone.now())
    deliver_due()
    assert [sent.subject for sent in mail.outbox] == [
        "Amina Voorbeeld changed River Trust",
        "2 changes of River Trust",
    ]


@pytest.fixture
def server(monkeypatch):
    """A mail server that answers as the test says: `server(problem)`; None lets mail through."""
    send = mail.EmailMultiAlternatives.send

    def answers(problem):
        def act(message, *args, **kwargs):
            if problem is not None:
                raise problem
            return send(message, *args, **kwargs)

        monkeypatch.setattr(mail.EmailMultiAlternatives, "send", act)

    return answers


def test_a_server_that_is_away_loses_nothing(server, target, actor, recipient):
    """REL4: the row waits a minute, then two, and goes out when the server is back."""
    tell([recipient], target, actor)
    server(ConnectionRefusedError("refused"))
    began = timezone.now()
    assert deliver_due() == (0, True)
    row = Delivery.objects.get()
    assert (row.state, row.tries, row.leased_until) == ("waiting", 1, None)
    assert timedelta(seconds=59) < row.not_before - began < timedelta(seconds=90)
    assert deliver_due() == (0, True)
    assert Delivery.objects.get().tries == 1  # not due yet
    server(None)
    Delivery.objects.update(not_before=began)
    assert deliver_due() == (1, True)


def test_a_server_that_is_away_is_asked_once_a_run(server, target, actor):
    tell(UserFactory.create_batch(3), target, actor)
    server(TimeoutError())
    deliver_due()
    assert sorted(Delivery.objects.values_list("tries", flat=True)) == [0, 0, 1]


def test_one_address_that_is_refused_holds_up_no_other(server, target, actor, recipient):
    tell([recipient, UserFactory()], target, actor)
    refusal = {"reader@example.org": (550, b"no such mailbox")}
    server(smtplib.SMTPRecipientsRefused(refusal))
    deliver_due()
    assert states() == ["dead", "dead"]
    assert "550" in Delivery.objects.first().error


def test_after_three_days_a_mail_is_given_up_and_can_be_revived(server, target, actor, recipient):
    tell([recipient], target, actor)
    server(ConnectionRefusedError())
    now = timezone.now()
    Delivery.objects.update(created=now - timedelta(days=2, hours=23, minutes=59), tries=40)
    deliver_due()
    assert states() == ["dead"]
    assert outbox.revive(now) == 1
    server(None)
    assert deliver_due() == (1, True)


def test_words_that_fail_are_one_mails_problem(target, actor, recipient, types, monkeypatch):
    from notifications import registry

    def broken(told):
        raise KeyError("title")

    bad = registry.NotificationType(
        key="test.broken", family="personal", targets=types["personal"].targets, describe=broken
    )
    registry.register(bad)
    tell([recipient], target, actor, type="test.broken")
    tell([recipient], target, actor)
    assert deliver_due() == (1, True)
    assert states() == ["waiting", "sent"]


def test_the_waits_double_up_to_an_hour():
    """REL4: 1 min … 1 h."""
    minutes = [outbox.wait_after(tries).total_seconds() / 60 for tries in range(9)]
    assert minutes == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_who_has_lost_the_mail_while_writing_it_does_not_send_it(
    target, actor, recipient, monkeypatch
):
    """A machine so slow that the lease ran out: another worker has it by now (REL10)."""
    tell([recipient], target, actor)
    write = sending.letter_of

    def slowly(mail):
        letter = write(mail)
        Delivery.objects.update(leased_until=timezone.now() + timedelta(minutes=3))
        return letter

    monkeypatch.setattr(sending, "letter_of", slowly)
    assert deliver_due() == (0, True)
    assert mail.outbox == []
    assert states() == ["waiting"]


# --- What is kept (PRV4) --------------------------------------------------------------------------
def test_mails_go_after_six_months_and_notices_after_a_year(target, actor, recipient):
    now = timezone.now()
    for days in (1, 182, 184, 364, 366):
        tell([recipient], OrganisationFactory(), actor)
        then = now - timedelta(days=days)
        newest = Notification.objects.latest("pk")
        Notification.objects.filter(pk=newest.pk).update(at=then, first_at=then)
        Delivery.objects.filter(pk=newest.delivery_id).update(state="sent", settled_at=then)
    tell([recipient], OrganisationFactory(), actor)  # its mail still waits
    assert forget_old(now=now) == 4
    assert Notification.objects.count() == 5
    assert sorted(states()) == ["sent", "sent", "waiting"]
    assert forget_old(now=now) == 0


# --- Whether it goes out --------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("row", "hours", "said"),
    [
        ({}, 0, health.OK),
        ({"state": "waiting"}, 0.2, health.OK),
        ({"state": "waiting"}, 0.3, health.DEGRADED),
        ({"state": "sent"}, 1, health.OK),
        ({"state": "dead"}, 23, health.DEGRADED),
        ({"state": "dead"}, 25, health.OK),
    ],
)
def test_readiness_tells_of_mail_that_waits_or_was_given_up(row, hours, said, recipient):
    if row:
        then = timezone.now() - timedelta(hours=hours)
        settled = None if row["state"] == "waiting" else then
        Delivery.objects.create(
            recipient=recipient,
            kind="instant",
            key="one",
            not_before=then,
            settled_at=settled,
            **row,
        )
    assert mail_of_site() == said
