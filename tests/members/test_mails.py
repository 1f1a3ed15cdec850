"""Every mail: complete, in its reader's language, text and HTML alike (platform.md §20)."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template
from django.utils import timezone, translation

from members import mailing
from members.models import User
from notifications import registry
from notifications.letters import Section
from notifications.registry import Message

pytestmark = pytest.mark.django_db
FOLDER = Path(__file__).resolve().parents[2] / "templates" / "emails"
MAILS = sorted(path.name.removesuffix("_subject.txt") for path in FOLDER.glob("*_subject.txt"))
PARTS = {"layout.html", "layout.txt", "button.html"}
SITE = "https://www.example.org"
HOSTILE = 'Sold <b>visas</b> & said "it\'s fine"'

TOLD = Message(title="Maya answered you", url="/en/forum/p/1/", text=HOSTILE, lang="en")


def context():
    """What all mails together are given."""
    return {
        "user": User(email="ana@example.org"),
        "activate_url": "https://www.example.org/en/accounts/confirm-email/abc/",
        "password_reset_url": "https://www.example.org/en/accounts/password/reset/key/1-abc/",
        "from_email": "old@example.org",
        "to_email": "new@example.org",
        "reason": HOSTILE,
        "until": timezone.now(),
        "item": TOLD,
        "url": f"{SITE}/en/forum/p/1/",
        "family": registry.PERSONAL,
        "sections": [Section("To you", [(TOLD, f"{SITE}/en/forum/p/1/")])],
        "number": 3,
        "more": 2,
        "list_url": f"{SITE}/en/me/notifications/",
        "settings_url": f"{SITE}/en/me/notifications/settings/",
        "stop_url": f"{SITE}/en/unsubscribe/abc/",
    }


def test_every_mail_has_its_three_parts():
    files = {path.name for path in FOLDER.iterdir()} - PARTS
    ends = ("_subject.txt", ".txt", ".html")
    assert files == {f"{mail}{end}" for mail in MAILS for end in ends}


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
@pytest.mark.parametrize("name", MAILS)
def test_a_mail_is_one_line_a_text_and_its_html_twin(name, language):
    with translation.override(language):
        message = mailing.compose(name, "ana@example.org", context())
    assert message.subject.strip()
    assert "\n" not in message.subject
    assert message.to == ["ana@example.org"]
    [(html, kind)] = message.alternatives
    assert kind == "text/html"
    assert f'lang="{language}"' in html
    for part in (message.subject, message.body):
        assert not re.search(r"&(amp|lt|quot|#x?\d+);|</?[a-z]+>", part.replace(HOSTILE, ""))
    links = re.findall(r"https?://\S+", message.body)
    assert links, "a mail says where to go"
    assert all(link in html for link in links)


@pytest.mark.parametrize("name", MAILS)
def test_a_mail_asks_nothing_from_anywhere(name):
    """PRV5: no picture, no style sheet, no script; every link is ours (SEC4)."""
    [(html, _kind)] = mailing.compose(name, "ana@example.org", context()).alternatives
    assert not re.search(r"<(img|link|script|iframe)|url\(", html)
    ours = ("https://www.example.org/", settings.SITE_URL)
    assert all(link.startswith(ours) for link in re.findall(r'href="([^"]+)"', html))


def test_words_of_people_stay_text():
    """SEC25: as they are in the text part, escaped in the other."""
    message = mailing.compose("suspended", "ana@example.org", context())
    assert HOSTILE in message.body
    [(html, _kind)] = message.alternatives
    assert "<b>visas</b>" not in html
    assert "&lt;b&gt;visas&lt;/b&gt;" in html


def test_a_mail_server_that_is_away_stops_nobody(settings, monkeypatch):
    """REL4: noted in the log, and the page offers to send it again."""

    def away(*args, **kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", away)
    assert mailing.send(mailing.compose("invitation", "ana@example.org", context())) is False


def test_mails_extend_one_layout():
    for name in MAILS:
        for kind in ("txt", "html"):
            source = get_template(f"emails/{name}.{kind}").template.source
            assert source.startswith(f'{{% extends "emails/layout.{kind}" %}}'), name
