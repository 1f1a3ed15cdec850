"""A moderator's own post that was reported: no word of who did it, and nothing to decide."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from forum import services
from forum.models import Report
from forum.services.reminding import remind_of_waiting
from members.permissions import MODERATORS
from notifications.models import Notification
from tests.factories import forum as make

pytestmark = pytest.mark.django_db
DESK = "/en/forum/moderation/"
SENTENCE = "You wrote or reported this: somebody else decides."
SECRETS = ("Petra Plaignante", "Nothing but prices here")


def at(post):
    return f"/en/forum/p/{post.pk}/moderate/"


@pytest.fixture
def post(topic, moderator):
    """A post of the moderator, and a member's report about it."""
    own = make.a_reply(topic, moderator)
    reporter = make.person("Petra Plaignante")
    services.report_post(member=reporter, post=own, reason="spam", note=SECRETS[1])
    return own


@pytest.fixture
def other():
    return make.in_group(make.person("Another Moderator"), MODERATORS)


def shown(client, who, url):
    client.force_login(who)
    return BeautifulSoup(client.get(url).content, "html.parser").select_one("main")


@pytest.mark.parametrize("where", [lambda post: DESK, at])
def test_the_author_reads_neither_who_reported_it_nor_their_words(where, post, client, moderator):
    main = shown(client, moderator, where(post))
    assert not [one for one in SECRETS if one in str(main)]
    assert SENTENCE in main.text


def test_the_others_read_both_in_the_queue(post, client, other):
    words = shown(client, other, DESK).text
    assert all(one in words for one in SECRETS)


def test_no_notice_of_a_report_goes_to_the_author(other, post, moderator):
    Report.objects.update(created=timezone.now() - timedelta(days=3))
    remind_of_waiting(now=timezone.now())
    told = Notification.objects.filter(type__in=["forum.report", "forum.overdue_report"])
    assert not told.filter(recipient=moderator).exists()
    assert told.filter(recipient=other).count() == 2


@pytest.mark.parametrize("is_own", [True, False])
def test_nothing_is_decided_on_what_one_wrote_or_reported(is_own, post, topic, client, moderator):
    if not is_own:
        post = make.a_reply(topic)
        services.report_post(member=moderator, post=post, reason="spam")
    main = shown(client, moderator, at(post))
    assert SENTENCE in main.text
    assert main.select("form[method=post]") == []
    sent = {"act": "decide", "d-outcome": "upheld-note"}
    assert client.post(at(post), sent).status_code == 403


def test_an_own_post_without_a_report_has_no_form_either(topic, client, moderator):
    main = shown(client, moderator, at(make.a_reply(topic, moderator)))
    assert SENTENCE in main.text
    assert main.select("form[method=post]") == []
