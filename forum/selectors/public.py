"""What of the forum search engines are told: rooms and topics that anybody may read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import override

from forum.addresses import forum_url, index_url, lasting_topic_url
from forum.engine import Forum, Topic
from forum.models import Preset

ROOMS, TOPICS = 25, 100  # in one part: each room stands once in every language of the site


@dataclass(frozen=True, slots=True)
class Listed:
    """One thing to list. `urls`: {language: address}; a topic has one, below its own language."""

    urls: Mapping[str, str]
    changed: datetime | None = None


def listed_parts() -> int:
    """How many parts `listed_part` has: those of rooms, then those of topics. Four queries."""
    reader = AnonymousUser()
    topics = _topics(reader).count()
    return _parts_of_rooms(_rooms(reader).count()) + -(-topics // TOPICS)


def listed_part(number: int) -> list[Listed]:
    """The part `number`, counted from 1: the index with rooms first, then topics, oldest first.

    Empty behind the last. What only members read is in none; nor is a room without a topic, and an
    e-discussion's room, which has pages of its own. Four queries.
    """
    reader = AnonymousUser()
    rooms = _rooms(reader)
    of_rooms = _parts_of_rooms(rooms.count())
    if number <= of_rooms:
        start = (number - 1) * ROOMS
        index = [Listed(_in_all_languages(index_url))] if number == 1 else []
        return [*index, *(_room(one) for one in rooms[start : start + ROOMS])]
    start = (number - of_rooms - 1) * TOPICS
    return [_topic(one) for one in _topics(reader)[start : start + TOPICS]]


def _parts_of_rooms(count: int) -> int:
    return max(1, -(-count // ROOMS))


def _rooms(reader: AnonymousUser) -> Any:
    rooms = Forum.objects.visible_to(reader).filter(type=Forum.FORUM_POST)
    rooms = rooms.exclude(info__preset=Preset.DISCUSSION)
    return rooms.filter(direct_topics_count__gt=0).order_by("pk")


def _topics(reader: AnonymousUser) -> Any:
    topics = Topic.objects.visible_to(reader).filter(approved=True)
    return topics.select_related("info").order_by("pk")


def _room(forum: Any) -> Listed:
    urls = _in_all_languages(lambda: forum_url(forum.pk, forum.slug))
    return Listed(urls, forum.last_post_on)


def _topic(topic: Any) -> Listed:
    info = getattr(topic, "info", None)
    language = info.language if info else settings.LANGUAGE_CODE
    url = lasting_topic_url(topic.pk, topic.slug, language)
    return Listed({language: url}, topic.last_post_on)


def _in_all_languages(address: Callable[[], str]) -> dict[str, str]:
    urls = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            urls[language] = address()
    return urls
