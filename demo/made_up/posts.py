"""Posts up to 20,000, in topics of very different length, in one room of their own."""

import random
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.utils.text import slugify

from demo.made_up.people import PREFIX
from demo.seed import EPOCH
from forum.engine import Forum, Post, Topic
from forum.models import Channel, Contribution, PostState, PreModeration, TopicInfo
from forum.rendering import RENDERER_VERSION, render
from forum.services import make_room
from forum.texts import hash_of
from members.models import User

FULL = 20_000  # posts in all
ROOM = "Made up for measuring"
BATCH = 500
LENGTHS = (1, 2, 3, 5, 8, 13, 21, 34, 55, 400)  # posts of a topic, in turn
SUBJECTS = ("Fees of a transfer", "Skills of those who return", "A town and its people abroad")
SENTENCES = (
    "We asked thirty families and eleven answered.",
    "The office opens on market days only.",
    "What did it cost where you work?",
    "Our association meets every second month.",
    "The form was too long, so we cut it in half.",
    "Nobody had told the school about it.",
    "We would do it again, with a smaller group.",
)


def fill_up(total: int = FULL) -> int:
    """Add topics with their posts until there are `total`; returns how many posts were added."""
    missing = max(0, total - Post.objects.count())
    if not missing:
        return 0
    room = _room()
    writers = list(User.objects.filter(handle__startswith=PREFIX).order_by("pk"))
    if not writers:
        return 0
    topics = _topics(room, writers, missing, first=room.topics.count())
    posts = _posts(topics, writers)
    _point_at_posts(topics, posts)
    room.refresh_from_db()
    room.update_trackers()
    return len(posts)


def _room() -> Any:
    room = Forum.objects.filter(name=ROOM).first()
    if room is not None:
        return room
    return make_room(name=ROOM, pre_moderation=PreModeration.NONE)  # nobody's act: not logged


def _topics(room: Any, writers: list[User], missing: int, *, first: int) -> list[Any]:
    """Topics whose `posts_count` add up to `missing`."""
    topics: list[Any] = []
    while missing > 0:
        number = first + len(topics)
        draw = random.Random(number)  # noqa: S311 - always the same, nothing secret
        length = min(missing, LENGTHS[number % len(LENGTHS)])
        subject = f"{draw.choice(SUBJECTS)} ({number})"
        topics.append(
            Topic(
                forum=room,
                poster=draw.choice(writers),
                subject=subject,
                slug=slugify(subject),
                type=Topic.TOPIC_POST,
                status=Topic.TOPIC_UNLOCKED,
                approved=True,
                posts_count=length,
            )
        )
        missing -= length
    topics = Topic.objects.bulk_create(topics, batch_size=BATCH)
    TopicInfo.objects.bulk_create(
        (TopicInfo(topic=one, language="en") for one in topics), batch_size=BATCH
    )
    return topics


def _posts(topics: list[Any], writers: list[User]) -> list[Any]:
    """All posts with their other halves, in the order of topics."""
    posts = [
        Post(
            topic=topic,
            poster=topic.poster if at == 0 else draw.choice(writers),
            subject=topic.subject,
            content=text,
            _content_rendered=_rendered(text),  # a signal of `save` does it otherwise
            approved=True,
        )
        for topic in topics
        for draw in [random.Random(topic.subject)]  # noqa: S311 - as above
        for at in range(topic.posts_count)
        for text in [" ".join(draw.sample(SENTENCES, 3))]
    ]
    posts = Post.objects.bulk_create(posts, batch_size=BATCH)
    for number, post in enumerate(posts):
        post.created = _moment(number, len(posts))
    Post.objects.bulk_update(posts, ["created"], batch_size=BATCH)
    Contribution.objects.bulk_create((_other_half(one) for one in posts), batch_size=BATCH)
    return posts


@cache
def _rendered(text: str) -> str:
    """There are no more than some two hundred different texts."""
    return str(render(text))


def _moment(number: int, count: int) -> datetime:
    """Spread over the two years before the demo's today, later posts later."""
    return EPOCH - timedelta(days=730) * ((count - number) / count)


def _other_half(post: Any) -> Contribution:
    return Contribution(
        post=post,
        author=post.poster,
        state=PostState.PUBLISHED,
        language="en",
        channel=Channel.WEB,
        body_hash=hash_of(post.content.raw),
        created=post.created,
        published_at=post.created,
        renderer_version=RENDERER_VERSION,
    )


def _point_at_posts(topics: list[Any], posts: list[Any]) -> None:
    """First and last post of each topic, as machina's own counting would find them."""
    start = 0
    for topic in topics:
        topic.first_post = posts[start]
        topic.last_post = posts[start + topic.posts_count - 1]
        topic.created = topic.first_post.created
        topic.last_post_on = topic.last_post.created
        start += topic.posts_count
    columns = ["first_post", "last_post", "last_post_on", "created"]
    Topic.objects.bulk_update(topics, columns, batch_size=BATCH)
