"""Care of what is written: counters and renderings made anew."""

from typing import Any

from django.db import transaction

from forum.engine import Forum, Post, Topic
from forum.locks import begin_again_when_moved, lock_forums, lock_topic
from forum.models import Act, Contribution, ModerationLog
from forum.rendering import RENDERER_VERSION

COUNTED = ("posts_count", "last_post_id", "last_post_on", "first_post_id", "subject", "approved")
FORUM_COUNTED = ("direct_posts_count", "direct_topics_count", "last_post_id", "last_post_on")


def recount(*, forum: Any) -> int:
    """Make the counters of a forum and its topics anew. Returns how many rows had drifted.

    Drift is a bug: each row that is mended is written into the log.
    """
    drifted = 0
    for topic in Topic.objects.filter(forum=forum.pk).order_by("pk").only("forum").iterator():
        drifted += _recount_topic(topic)
    return drifted + _recount_forum(forum.pk)


@begin_again_when_moved
def _recount_topic(seen: Any) -> int:
    topic = lock_topic(seen)
    before = {name: getattr(topic, name) for name in COUNTED}
    follow_first_post(topic)
    after = {name: getattr(topic, name) for name in COUNTED}
    return _log_drift(before, after, topic=topic, forum=topic.forum, label=topic.subject)


@transaction.atomic
def _recount_forum(pk: int) -> int:
    forum = lock_forums([pk])[pk]
    before = {name: getattr(forum, name) for name in FORUM_COUNTED}
    forum.update_trackers()
    after = {name: getattr(forum, name) for name in FORUM_COUNTED}
    return _log_drift(before, after, forum=forum, label=forum.name)


def follow_first_post(topic: Any) -> None:
    """Counters anew, and subject and approval as upstream rules: those of the first post."""
    first = topic.posts.order_by("created", "pk").first()
    if first is not None:
        topic.subject, topic.approved = first.subject, first.approved
    topic.update_trackers()


def _log_drift(before: dict[str, Any], after: dict[str, Any], *, label: str, **target: Any) -> int:
    if before == after:
        return 0
    ModerationLog.objects.create(
        action=Act.RECOUNTED,
        target_label=label[:255],
        before={name: str(value) for name, value in before.items()},
        after={name: str(value) for name, value in after.items()},
        **target,
    )
    return 1


def recount_all() -> int:
    """Every forum's counters, each in transactions of its own. Returns how many had drifted."""
    return sum(recount(forum=forum) for forum in Forum.objects.all())


def rerender(*, below_version: int = RENDERER_VERSION, limit: int = 1_000) -> int:
    """Make at most `limit` renderings anew that are older than `below_version`. Returns how many.

    Each in a transaction of its own, so that it can be stopped and run beside everything.
    """
    old = Contribution.objects.filter(renderer_version__lt=below_version).order_by("pk")
    pks = list(old.values_list("post", flat=True)[:limit])
    for pk in pks:
        with transaction.atomic():
            post = Post.objects.select_for_update(no_key=True, of=("self",)).get(pk=pk)
            post.rewrite("content")
            Contribution.objects.filter(post=pk).update(renderer_version=RENDERER_VERSION)
    return len(pks)
