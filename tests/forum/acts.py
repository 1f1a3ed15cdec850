"""What threads do at one time, and what must hold afterwards."""

from functools import partial

from common.errors import Refused
from forum import services
from forum.engine import Post, Topic
from members.models import User
from tests.factories import forum as make


def again(row):
    """A copy of its own for a thread."""
    if isinstance(row, User):
        return User.objects.select_related("profile").get(pk=row.pk)
    return make.fresh(row)


def attempt(act, **kwargs):
    """What `act` gives, or the refusal; each thread with copies of its own."""
    rows = {
        name: again(value) if hasattr(value, "_meta") else value for name, value in kwargs.items()
    }
    try:
        return act(**rows)
    except Refused as refusal:
        return refusal


def answers(topic, people):
    """One call a person: each answers in their own words."""
    return [
        partial(
            attempt,
            services.reply,
            member=one,
            topic=topic,
            body=f"Answer of {one.pk}",
            language="en",
        )
        for one in people
    ]


def assert_counted(*forums):
    """Every counter is what a count of the rows gives; recount finds nothing to mend."""
    for forum in forums:
        for topic in Topic.objects.filter(forum=forum):
            posts = Post.objects.filter(topic=topic, approved=True)
            assert topic.posts_count == posts.count()
            assert topic.last_post_id == posts.order_by("-created", "-pk").first().pk
        assert services.recount(forum=forum) == 0
