"""Rooms, topics and posts for tests: by the services, so that counters and rows are as they run."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Group
from django.utils import timezone

from forum import services
from forum.engine import Post
from forum.models import Contribution, ForumStanding, PreModeration, Preset
from members.permissions import ADMINS, MODERATORS
from tests.factories.members import ProfileFactory, UserFactory


def person(name: str = "Maya Beispiel", **kwargs: Any) -> Any:
    """A member with a profile, whom somebody has vouched for: nothing of theirs waits."""
    user = newcomer(name, **kwargs)
    ForumStanding.objects.create(user=user, vouched_at=timezone.now())
    return user


def newcomer(name: str = "Nia Novo", **kwargs: Any) -> Any:
    """A member whose first three posts are read by a moderator."""
    user = UserFactory(**kwargs)
    ProfileFactory(user=user, display_name=name)
    return user


def in_group(user: Any, name: str) -> Any:
    user.groups.add(Group.objects.get_or_create(name=name)[0])
    return user


def a_moderator() -> Any:
    return in_group(person("Moussa Mfano"), MODERATORS)


def an_admin() -> Any:
    return in_group(person("Ada Admin"), ADMINS)


def a_forum(name: str = "Remittances", **kwargs: Any) -> Any:
    """A public room in which nobody is held, unless a test says `preset` or `pre_moderation`."""
    kwargs.setdefault("preset", Preset.PUBLIC)
    kwargs.setdefault("pre_moderation", PreModeration.NONE)
    kwargs.setdefault("admin", _builder())
    return services.create_forum(name=name, **kwargs)


def a_topic(forum: Any, member: Any = None, subject: str = "Sending money home", **kwargs: Any):
    """A topic with its first post; the pace of its author is set back, so that tests can go on."""
    kwargs.setdefault("body", "What does it cost where you live?")
    kwargs.setdefault("language", "en")
    author = member or person()
    posted = services.start_topic(member=author, forum=forum, subject=subject, **kwargs)
    let_time_pass(author)
    return posted.post.topic


def a_reply(topic: Any, member: Any = None, body: str = "About four per cent here.", **kwargs: Any):
    """An answer; the pace of its author is set back."""
    kwargs.setdefault("language", "en")
    author = member or person()
    posted = services.reply(member=author, topic=topic, body=body, **kwargs)
    let_time_pass(author)
    return posted.post


def let_time_pass(author: Any, by: timedelta = timedelta(days=2)) -> None:
    """What `author` has written so far counts for no limit any more. Posts keep their order."""
    for one in Contribution.objects.filter(author=author, created__gt=timezone.now() - by):
        Contribution.objects.filter(pk=one.pk).update(created=one.created - by)


def _builder() -> Any:
    """Whoever builds rooms in tests."""
    return UserFactory(is_superuser=True)


def fresh(row: Any) -> Any:
    """The row as the database has it now; a post with its contribution, a topic with its forum."""
    if isinstance(row, Post):
        return Post.objects.select_related("topic__forum", "contribution").get(pk=row.pk)
    return type(row).objects.get(pk=row.pk)
