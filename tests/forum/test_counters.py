"""What the forum counts for the front page: what anybody may read, and nothing else."""

import pytest

from common import counters
from forum import services
from forum.models import Preset
from tests.factories import discussions as given
from tests.factories import forum as make

pytestmark = pytest.mark.django_db


def value(key):
    return counters.figures([key])[0].value


def test_topics_and_posts_count_where_readers_without_an_account_see_them(moderator, reader):
    topic = make.a_topic(make.a_forum())
    make.a_topic(make.a_forum("Members", preset=Preset.MEMBERS))
    hidden = make.a_reply(topic, reader)
    assert (value("topics"), value("forum_posts")) == (1, 2)
    services.hide_post(moderator=moderator, post=hidden, reason="off topic")
    assert (value("topics"), value("forum_posts")) == (1, 1)


def test_a_discussion_counts_once_it_has_begun_in_however_many_languages():
    given.announced(title="To come")
    discussion = given.opened()
    given.translated(discussion.pages.get(), "fr", "Cartographier")
    given.summarising(title="Over")
    assert value("discussions") == 2


def test_answers_to_discussions_count_and_what_hosts_frame_does_not(moderator, reader):
    discussion = given.opened()
    assert value("contributions") == 0
    given.an_answer(discussion)
    hidden = given.an_answer(discussion, reader)
    make.a_topic(make.a_forum())
    assert value("contributions") == 2
    services.hide_post(moderator=moderator, post=hidden, reason="off topic")
    assert value("contributions") == 1


def test_a_discussion_for_members_counts_nowhere():
    discussion = given.opened(audience="members")
    given.an_answer(discussion)
    assert (value("discussions"), value("contributions")) == (0, 0)
