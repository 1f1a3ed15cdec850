"""Readers without an account get pages that are kept: what is written shows in them (PERF3, S4)."""

import pytest
from django.core.cache import caches

from common import tiers
from forum import services
from members.models import UserState
from tests.factories import forum as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def stranger(browser_of, settings):
    settings.PAGE_CACHE_SECONDS = 60
    for cache in caches.all():
        cache.clear()
    return browser_of()


def erase(author, post):
    services.anonymise_member(user=author)
    author.state, author.handle = UserState.ERASED, "m_gone"
    author.save()


ACTS = {  # act: (what the page says before, what after)
    "an answer": (
        lambda author, post: make.a_reply(post.topic, body="Brand new words."),
        "",
        "Brand new words.",
    ),
    "an author's change": (
        lambda author, post: services.edit_post(
            member=author, post=post, body="Better words.", base_revision=1
        ),
        "Old words.",
        "Better words.",
    ),
    "a withdrawal": (
        lambda author, post: services.withdraw_post(member=author, post=post),
        "Old words.",
        "",
    ),
    "a moderator's": (
        lambda author, post: services.hide_post(
            moderator=make.a_moderator(), post=post, reason="x"
        ),
        "Old words.",
        "",
    ),
    "an erasure": (erase, "", "Former member"),
}


@pytest.mark.parametrize("act", ACTS)
def test_what_is_written_changed_or_gone_shows_to_strangers_at_once(
    act, stranger, author, topic, django_capture_on_commit_callbacks
):
    does, before, after = ACTS[act]
    post = make.a_reply(topic, author, body="Old words.")
    address = f"/en/forum/t/{topic.pk}/sending-money-home/"
    first = stranger.get(address)
    assert before in first.text
    assert stranger.get(address).text == first.text
    with django_capture_on_commit_callbacks(execute=True):
        does(author, post)
    now = stranger.get(address).text
    assert after in now
    if before:
        assert before not in now
    assert now != first.text


def test_a_new_topic_shows_in_its_room_at_once(stranger, forum, django_capture_on_commit_callbacks):
    address = stranger.get(f"/en/forum/f/{forum.pk}/").headers.get("Location")
    assert "Fresh from today" not in stranger.get(address).text
    with django_capture_on_commit_callbacks(execute=True):
        make.a_topic(forum, subject="Fresh from today")
    assert "Fresh from today" in stranger.get(address).text


def test_many_posts_of_one_transaction_forget_the_pages_once(
    topic, stranger, django_capture_on_commit_callbacks, monkeypatch
):
    """A load of thousands does not write the generation thousands of times; the next one does."""
    drawn = []
    monkeypatch.setattr(tiers, "draw_generation", lambda: drawn.append(1))
    for _transaction in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            for number in range(3):
                make.a_reply(topic, body=f"Answer {number}.")
    assert len(drawn) == 2
