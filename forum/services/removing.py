"""What an admin takes out for good: who has no account, a text that must go (forum.md §5)."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from common.indexing import touch
from common.page_cache import forget_pages
from forum.engine import Post, Topic
from forum.errors import NotNow
from forum.locks import begin_again_when_moved
from forum.models import (
    Act,
    Contribution,
    ModerationLog,
    PostRevision,
    PostState,
    Report,
    SynthesisExcerpt,
)
from forum.permissions import can_view_post, check_administer, is_framing
from forum.rendering import RENDERER_VERSION
from forum.services import telling
from forum.services.erasing import ABOUT_THE_AUTHOR
from forum.services.moderating import locked_pair
from forum.services.posting import set_state
from forum.texts import clean_reason, hash_of

if TYPE_CHECKING:
    from members.models import User


@begin_again_when_moved
def anonymise_contribution(*, admin: "User", post: Any) -> Contribution:
    """Take out who gave a text without having an account: name, role, place, the host's note.

    Earlier texts are emptied, as at an erasure. Whoever has an account erases it instead. Twice is
    as once. Raises PermissionDenied, NotNow, Post.DoesNotExist.
    """
    check_administer(admin)
    if not can_view_post(admin, post):
        raise Post.DoesNotExist(post.pk)
    topic, post = locked_pair(post)
    one = post.contribution
    if one.author_id is not None:
        raise NotNow(_("This text has an author with an account: their account is erased instead."))
    kept = [name for name in ABOUT_THE_AUTHOR if getattr(one, name)]
    if one.anonymised and not kept:
        return one
    one.anonymised = True
    for name in kept:
        setattr(one, name, "")
    one.save(update_fields=["anonymised", *kept, "updated"])
    PostRevision.objects.filter(post=post).update(body="", subject="")
    _log(Act.ANONYMISED, admin, topic, post)
    telling.reindex_post(post, topic)
    forget_pages()
    return one


@begin_again_when_moved
def purge_post(*, admin: "User", post: Any, legal_reason: str) -> ModerationLog:
    """Remove a text and its earlier ones for good: a court order, a danger to somebody.

    The row goes, with reports about it and words that syntheses quote from it. A first post stays
    as a row, since its topic hangs on it: text and title are replaced, and the topic is hidden
    where nobody else has written. What others quote in their own texts stays theirs. Raises
    PermissionDenied, InvalidContent, NotNow for framing text, Post.DoesNotExist.
    """
    check_administer(admin)
    why = clean_reason(legal_reason)
    if not can_view_post(admin, post):
        raise Post.DoesNotExist(post.pk)
    topic, post = locked_pair(post)
    if is_framing(post):
        raise NotNow(_("This text opens a thread: it is changed on the page of the e-discussion."))
    key = telling.post_key(post, topic)
    PostRevision.objects.filter(post=post).delete()
    Report.objects.filter(post=post).delete()
    SynthesisExcerpt.objects.filter(post=post).purge()
    if topic.first_post_id == post.pk:
        _replace_words(topic, post)
        entry = _log(Act.PURGED, admin, topic, post, reason=why)
    else:
        entry = _log(Act.PURGED, admin, topic, None, reason=why, before={"post": post.pk})
        Contribution.objects.filter(post=post).delete()
        Post.objects.filter(pk=post.pk).delete()
        topic.update_trackers()
    touch([key])
    forget_pages()
    return entry


def _replace_words(topic: Any, post: Any) -> None:
    """The first post says that its text was removed, in the language of its topic."""
    with override(topic.info.language):
        text, title = _("This text was removed."), _("Removed")
    post.content, post.subject = text, title
    post.rewrite("content", "subject")
    Topic.objects.filter(pk=topic.pk).update(subject=title, slug="removed")
    topic.subject, topic.slug = title, "removed"
    one = post.contribution
    one.body_hash, one.renderer_version = hash_of(text), RENDERER_VERSION
    one.save(update_fields=["body_hash", "renderer_version", "updated"])
    if one.state == PostState.PUBLISHED and not topic.posts.exclude(pk=post.pk).exists():
        set_state(post, topic, PostState.HIDDEN)
    telling.reindex_topic(topic)


def _log(act: Act, admin: "User", topic: Any, post: Any, **more: Any) -> ModerationLog:
    """Without the author: an entry that names them would keep what was taken out."""
    return ModerationLog.objects.create(
        actor=admin,
        action=act,
        post=post,
        topic=topic,
        forum_id=topic.forum_id,
        target_label=topic.subject[:255],
        **more,
    )
