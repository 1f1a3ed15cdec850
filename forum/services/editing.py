"""Changing, withdrawing and restoring what was written."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from common.page_cache import forget_pages
from forum import limits
from forum.access import EDIT, access_for
from forum.engine import Post, Topic
from forum.errors import Closed, CurrentText, EditConflict, InvalidContent, NotNow
from forum.locks import begin_again_when_moved, lock_post, lock_standing, lock_topic
from forum.models import Act, Mention, ModerationLog, PostRevision, PostState
from forum.permissions import (
    can_view_post,
    check_edit_post,
    check_restore,
    check_withdraw_post,
    is_author,
    is_never_held,
)
from forum.rendering import RENDERER_VERSION
from forum.services import personal, telling
from forum.services.posting import (
    Text,
    check_not_silenced,
    check_open,
    held_because,
    set_state,
)
from forum.texts import clean_body, clean_reason, clean_subject, hash_of

if TYPE_CHECKING:
    from forum.models import ForumStanding
    from members.models import User


def edit_post(
    *,
    member: "User",
    post: Any,
    body: str,
    base_revision: int,
    subject: str | None = None,
    reason: str = "",
) -> Any:
    """Replace the text of `post`; the one before is kept as a revision. Returns the post.

    `subject` counts for a first post alone, and is its topic's. `base_revision`: the one the form
    began with. One's own while the topic is open; moderators with a reason. The same text again
    changes nothing. Raises PermissionDenied, InvalidContent, Closed, Sanctioned, RateLimited,
    EditConflict. Rules: forum.md §9, §12.
    """
    is_logged = not is_author(member, post.contribution)
    act = Act.EDITED if is_logged else None
    return _edit(member, post, body, base_revision, subject, reason, act)


@begin_again_when_moved
def _edit(
    member: "User",
    post: Any,
    body: str,
    base_revision: int,
    subject: str | None,
    reason: str,
    act: Act | None,
) -> Any:
    """`act`: what the log says of it; None for what it does not record."""
    check_edit_post(member, post)
    cleaned, reading = clean_body(body)
    standing = lock_standing(member)
    topic = lock_topic(post.topic)
    post = _locked(post, topic)
    check_edit_post(member, post)
    is_own = is_author(member, post.contribution)
    why = clean_reason(reason, is_required=act is not None)
    is_first = topic.first_post_id == post.pk
    title = clean_subject(subject) if is_first and subject is not None else post.subject
    text = Text(cleaned, reading, post.contribution.language, title)
    if (text.body, text.subject) == (post.content.raw, post.subject):
        return post
    _check_may_change_now(member, topic, is_own=is_own)
    if base_revision != post.contribution.revision:
        raise _conflict(post)
    held = _check_new_text(member, standing, post, topic, text)
    if is_own:
        limits.take("edit", member, forum_pk=topic.forum_id)
    replace_text(member, post, topic, text, why)
    if act is not None:
        _log_edit(member, post, topic, why, act)
    if held:
        _hold_again(post, topic, held)
    elif post.approved:
        telling.reindex_post(post, topic)
        telling.told_of_edit(post)
        forget_pages()
    return post


def _locked(post: Any, topic: Any) -> Any:
    locked = lock_post(post.pk)
    locked.topic = topic
    return locked


def _check_may_change_now(member: "User", topic: Any, *, is_own: bool) -> None:
    """Free while the topic is open; moderators always."""
    check_not_silenced(member, topic.forum_id)
    if is_own and not access_for(member).may(EDIT, topic.forum_id) and topic.approved:
        is_late = check_open(topic, timezone.now())
        if is_late:
            raise Closed(_("This topic is closed."), closes_at=topic.info.closes_at)


def _conflict(post: Any) -> EditConflict:
    current = CurrentText(post.subject, post.content.raw, post.contribution.revision)
    return EditConflict(_("Somebody changed this text meanwhile."), current=current)


def replace_text(member: "User", post: Any, topic: Any, text: Text, reason: str) -> None:
    """The old text becomes a revision, the new one is rendered. Under locks the caller holds."""
    one = post.contribution
    PostRevision.objects.create(
        post=post,
        number=one.revision,
        subject=post.subject,
        body=post.content.raw,
        editor=member,
        reason=reason,
        was_public=post.approved,
    )
    had_title = post.subject
    post.content, post.subject = text.body, text.subject
    post.updated_by, post.update_reason = member, reason
    post.rewrite("content", "subject", "updated_by", "update_reason")
    Post.objects.filter(pk=post.pk).update(updates_count=F("updates_count") + 1)
    one.revision += 1
    one.edited_at, one.body_hash = timezone.now(), hash_of(text.body)
    one.renderer_version = RENDERER_VERSION
    one.save(update_fields=["revision", "edited_at", "body_hash", "renderer_version", "updated"])
    if text.subject != had_title:
        slug = slugify(text.subject, allow_unicode=True)[:255] or "topic"
        Topic.objects.filter(pk=topic.pk).update(subject=text.subject, slug=slug)
        topic.subject, topic.slug = text.subject, slug
    personal.drop_draft(member, f"edit:{post.pk}")
    telling.keep_mentions(post, topic, text.reading.handles)


def _log_edit(moderator: "User", post: Any, topic: Any, reason: str, act: Act) -> None:
    ModerationLog.objects.create(
        actor=moderator,
        action=act,
        post=post,
        topic=topic,
        forum_id=topic.forum_id,
        user=post.contribution.author,
        target_label=topic.subject[:255],
        reason=reason,
        after={"revision": post.contribution.revision},
    )
    if not is_author(moderator, post.contribution):
        telling.decided(post, moderator=moderator, act=Act.EDITED, statement=reason)


def _check_new_text(
    member: "User", standing: "ForumStanding", post: Any, topic: Any, text: Text
) -> str:
    """Why the new text waits, as a new post of `member` would; "" where it does not.

    Else what a moderator has let through would be changed into anything unseen. Raises
    InvalidContent where it calls too many, or others' answers would wait with it (decisions 0141,
    0227).
    """
    if is_never_held(member, topic.forum_id):
        return ""
    is_new = limits.is_new(member, standing)
    names = text.reading.handles
    limits.check_mentions(len(names) + _called_before(post, names), is_new_member=is_new)
    if not post.approved:
        return ""
    held = held_because(member, topic.forum, text.reading, standing, is_new_member=is_new)
    if held and topic.first_post_id == post.pk and _others_answered(member, topic):
        raise InvalidContent(
            _(
                "Others have answered. Your changed text would wait for a moderator, and their "
                "answers with it: write what you want to add as an answer."
            ),
            field="body",
        )
    return held


def _called_before(post: Any, names: Iterable[str]) -> int:
    """How many members earlier texts called whom the new one does not: they have been told."""
    return Mention.objects.filter(post=post.pk).exclude(user__handle__in=names).count()


def _hold_again(post: Any, topic: Any, held: str) -> None:
    """The post waits; the text that stood is its last public revision, and may stand again."""
    post.contribution.held_because = held
    set_state(post, topic, PostState.PENDING)
    telling.reindex_post(post, topic)
    telling.waits(post, topic)


@begin_again_when_moved
def withdraw_post(*, member: "User", post: Any) -> Any:
    """Take one's own post back: nobody reads it any more, but moderators. Twice is as once.

    A first post that others have answered stays: with it their answers would go. Raises
    PermissionDenied, NotNow, RateLimited. Decision 0141.
    """
    if not is_author(member, post.contribution):
        check_withdraw_post(member, post)
    lock_standing(member)
    topic = lock_topic(post.topic)
    post = _locked(post, topic)
    one = post.contribution
    if is_author(member, one) and one.state == PostState.WITHDRAWN:
        return post
    check_withdraw_post(member, post)
    if topic.first_post_id == post.pk and _others_answered(member, topic):
        raise NotNow(
            _("Others have answered. You can change your text, or ask a moderator to hide it.")
        )
    limits.take("withdraw", member, forum_pk=topic.forum_id)
    set_state(post, topic, PostState.WITHDRAWN)
    telling.reindex_post(post, topic)
    return post


def _others_answered(member: "User", topic: Any) -> bool:
    answers = Post.objects.filter(topic=topic.pk, contribution__state=PostState.PUBLISHED)
    return answers.exclude(contribution__author=member.pk).exists()


def restore_revision(*, moderator: "User", post: Any, number: int, reason: str) -> Any:
    """Put an earlier text in place again, as an edit by a moderator that is logged.

    Raises PermissionDenied, InvalidContent, EditConflict, Sanctioned, PostRevision.DoesNotExist.
    """
    if not can_view_post(moderator, post):
        raise Post.DoesNotExist(post.pk)
    check_restore(moderator, post)
    revision = PostRevision.objects.get(post=post.pk, number=number)
    current = type(post.contribution).objects.values_list("revision", flat=True).get(post=post.pk)
    return _edit(moderator, post, revision.body, current, revision.subject, reason, Act.RESTORED)
