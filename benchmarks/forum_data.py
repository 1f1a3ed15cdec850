"""A forum to measure: `python -m benchmarks.forum_data`, on a database of its own.

Made-up members and posts as `seed_demo --size full` makes them, their topics shared out among
rooms on shelves, and as many read marks as asked for: ours, and the same ones in django-machina's
table. Prints addresses and sessions as one line of JSON.
"""

import argparse
import json
from typing import Any

import django

ROOMS, SHELVES = 12, 3
READERS = 20  # members who have read much, in turn
LONG = 55  # posts of the topic that is measured: three pages


def main() -> None:
    """Fill what is missing; the sessions are new each time."""
    options = _options()
    django.setup()
    from demo.made_up import people, posts

    people.fill_up(options.members)
    posts.fill_up(options.posts)
    _share_out()
    marks = _marks(options.marks)
    visitors = _visitors(options.visitors)
    print(json.dumps({"marks": marks, **_addresses(), **_sessions(visitors)}))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m benchmarks.forum_data")
    for name in ("members", "posts", "marks", "visitors"):
        parser.add_argument(f"--{name}", type=int, required=True)
    return parser.parse_args()


def _share_out() -> None:
    """The topics of the one made-up room to ROOMS, each on one of SHELVES."""
    from demo.made_up.posts import ROOM
    from forum.engine import Forum, Topic
    from forum.models import PreModeration
    from forum.services import make_room

    if Forum.objects.filter(name="Shelf 0").exists():
        return
    shelves = [make_room(name=f"Shelf {at}", is_category=True) for at in range(SHELVES)]
    full = Forum.objects.get(name=ROOM)
    topics = list(full.topics.order_by("pk").values_list("pk", flat=True))
    for at in range(ROOMS):
        room = make_room(
            name=f"Room {at}",
            parent=Forum.objects.get(pk=shelves[at % SHELVES].pk),
            pre_moderation=PreModeration.NONE,
        )
        Topic.objects.filter(pk__in=topics[at::ROOMS]).update(forum=room.pk)
        Forum.objects.get(pk=room.pk).update_trackers()
    Forum.objects.get(pk=full.pk).update_trackers()


def _marks(number: int) -> int:
    """So many members have read so many topics to their end, in both tables. How many there are."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")  # the site's own limit is for pages
        cursor.execute("TRUNCATE m4dforum_topicread, forum_tracking_topicreadtrack")
        cursor.execute(
            "INSERT INTO m4dforum_topicread"
            " (user_id, topic_id, last_post_id, last_post_created, read_at)"
            " SELECT one.id, topic.id, topic.last_post_id, topic.last_post_on, topic.last_post_on"
            " FROM members_user AS one CROSS JOIN forum_conversation_topic AS topic"
            " WHERE one.handle LIKE 'made\\_up\\_%%'"
            " ORDER BY (one.id * 7919 + topic.id * 104729) %% 999983, one.id, topic.id LIMIT %s",
            [number],
        )
        made = cursor.rowcount
        cursor.execute(
            "INSERT INTO forum_tracking_topicreadtrack (user_id, topic_id, mark_time)"
            " SELECT user_id, topic_id, read_at FROM m4dforum_topicread"
        )
        cursor.execute("ANALYZE")
    return made


def _visitors(number: int) -> list[Any]:
    """Members who have just joined and seen nothing: new ones each time."""
    from django.utils import timezone

    from members.models import MemberProfile, User

    stamp = f"{timezone.now():%H%M%S}"
    users = [
        User(email=f"visitor-{stamp}-{at}@demo.example", handle=f"visitor_{stamp}_{at}")
        for at in range(number)
    ]
    for user in users:
        user.set_unusable_password()
    User.objects.bulk_create(users)
    MemberProfile.objects.bulk_create(
        MemberProfile(user=user, display_name=f"Visitor {user.pk}") for user in users
    )
    return users


def _sessions(visitors: list[Any]) -> dict[str, Any]:
    """Who is signed in with which cookie: {"visitors": …, "readers": …}, each [number, cookie]."""
    from django.conf import settings
    from django.test import Client

    from demo.made_up.people import PREFIX
    from members.models import User

    def signed_in(user: Any) -> tuple[int, str]:
        client = Client()
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        return user.pk, f"{name}={client.cookies[name].value}"

    readers = User.objects.filter(handle__startswith=PREFIX).order_by("pk")[:READERS]
    return {
        "visitors": [signed_in(user) for user in visitors],
        "readers": [signed_in(user) for user in readers],
    }


def _addresses() -> dict[str, Any]:
    """What is measured, at our site and at stock machina's."""
    from django.utils import translation

    from forum.addresses import forum_url, topic_url
    from forum.engine import Topic

    topics = Topic.objects.filter(forum__name__startswith="Room ", posts_count__gte=20)
    topic = topics.filter(posts_count__lte=LONG).order_by("-posts_count", "pk").first()
    forum = topic.forum
    below = f"/forum/{forum.slug}-{forum.pk}/"
    with translation.override("en"):
        ours = {
            "index": "/en/forum/",
            "forum": forum_url(forum.pk, forum.slug),
            "topic": topic_url(topic.pk, topic.slug),
        }
    stock = {"index": "/", "forum": below, "topic": f"{below}topic/{topic.slug}-{topic.pk}/"}
    holds = {"index": forum.name, "forum": forum.name, "topic": topic.subject}
    return {"ours": ours, "stock": stock, "holds": holds}


if __name__ == "__main__":
    main()
