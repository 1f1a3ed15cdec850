"""A practice to copy: one contribution that the hosts show in each thread of their discussion."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from forum.errors import NotNow
from forum.locks import begin_again_when_moved, lock_post, lock_topic
from forum.permissions import check_pick

if TYPE_CHECKING:
    from members.models import User


@begin_again_when_moved
def pick_post(*, host: "User", post: Any) -> None:
    """Pick `post` in its thread, in place of the one before. Twice is as once.

    Raises PermissionDenied, NotNow for what readers do not see. Rule: decision 0217.
    """
    topic, post = _locked(host, post)
    if not post.approved:
        raise NotNow(_("This post is not published."))
    _put(topic, post.pk)


@begin_again_when_moved
def unpick_post(*, host: "User", post: Any) -> None:
    """Take the pick back; where another post is picked meanwhile, that one stays.

    Raises PermissionDenied.
    """
    topic, post = _locked(host, post)
    forget_pick(topic, post)


def forget_pick(topic: Any, post: Any) -> None:
    """`post` is not the picked one of `topic` any more. Under the lock of the topic."""
    if topic.info.picked_post_id == post.pk:
        _put(topic, None)


def _locked(host: "User", post: Any) -> tuple[Any, Any]:
    topic = lock_topic(post.topic)
    post = lock_post(post.pk)
    if post.topic_id != topic.pk:
        raise NotNow(_("This post has been moved meanwhile."))
    post.topic = topic
    check_pick(host, post)
    return topic, post


def _put(topic: Any, post_pk: int | None) -> None:
    topic.info.picked_post_id = post_pk
    topic.info.save(update_fields=["picked_post", "updated"])
