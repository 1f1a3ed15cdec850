"""What the forum shows on one's own page."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum import services
from forum.access import access_for
from forum.selectors.own import discussions_of
from members.models import User
from tests.factories import forum as make

pytestmark = pytest.mark.django_db


def titles(open_page, user):
    shown = open_page(user, "/en/me/").select_one("section[aria-labelledby=my-discussions]")
    return [one.text for one in shown.select("h3")]


def test_topics_one_wrote_in_or_watches_stand_on_ones_own_page(open_page, forum, author, reader):
    make.a_topic(forum, author, subject="Of somebody else")
    answered = make.a_topic(forum, author, subject="Answered")
    make.a_reply(answered, reader)
    watched = make.a_topic(forum, author, subject="Watched")
    services.subscribe(member=reader, target=watched, level="watching")
    assert set(titles(open_page, reader)) == {"Answered", "Watched"}


def test_what_one_may_not_read_any_more_is_not_there(open_page, forum, author, reader, moderator):
    topic = make.a_topic(forum, author, subject="Canary")
    make.a_reply(topic, reader)
    services.hide_post(moderator=moderator, post=topic.first_post, reason="Off")
    assert titles(open_page, reader) == []


def test_a_new_answer_is_marked_until_it_is_read(open_page, topic, author, reader):
    def is_new():
        return bool(open_page(author, "/en/me/").select("section .result-row .meta b"))

    assert not is_new()
    make.a_reply(topic, reader)
    User.objects.filter(pk=author.pk).update(date_joined=timezone.now() - timedelta(days=30))
    assert is_new()
    open_page(author, f"/en/forum/t/{topic.pk}/{topic.slug}/")
    assert not is_new()


def test_who_has_written_nothing_reads_what_will_be_here(open_page, newcomer):
    shown = open_page(newcomer, "/en/me/").select_one("section[aria-labelledby=my-discussions]")
    assert shown.select_one("a[href='/en/forum/']")
    assert not shown.select("li")


def test_it_asks_once_for_any_number(forum, author, reader):
    for at in range(8):
        make.a_reply(make.a_topic(forum, author, subject=f"Topic {at}"), reader)
    access_for(reader)
    with CaptureQueriesContext(connection) as queries:
        rows = discussions_of(reader, 5)
    assert (len(rows), len(queries)) == (5, 1)
