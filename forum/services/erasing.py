"""A member's data in the forum: handed out, or taken out of what stays (forum.md §13)."""

import re
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from common.indexing import touch
from common.page_cache import forget_pages
from forum import access
from forum.engine import Post, UserForumPermission
from forum.models import (
    Bookmark,
    Contribution,
    DiscussionRole,
    Draft,
    ForumRead,
    HostMessageText,
    Mention,
    PostRevision,
    Reaction,
    Report,
    Sanction,
    Subscription,
    SynthesisText,
    TopicRead,
)
from forum.services.telling import post_key

if TYPE_CHECKING:
    from common.personal_data import Row
    from members.models import User

PERSONAL = (Draft, Bookmark, Subscription, TopicRead, ForumRead)
AS_AT_POSTING = (
    "author_name",
    "author_role",
    "author_organisation",
    "author_organisation_type",
    "author_country",
    "author_region",
)
OF_SYNTHESIS = (
    "synthesis__discussion__key",
    "synthesis__kind",
    "synthesis__week",
    "synthesis__version",
    "synthesis__state",
    "synthesis__published_at",
    "language",
    "title",
    "body",
)


@transaction.atomic
def anonymise_member(*, user: "User") -> int:
    """Take out who somebody was. Posts and threads stay, signed "Former member".

    Personal rows go, and the rights of roles; earlier texts of own posts are emptied; the handle
    is taken out of others' posts. Who hosted, wrote a message or a synthesis is a "Former member":
    the row stays, because the discussion keeps its history, the introduction of the person goes.
    What others wrote and every count stays (S9). Returns how many posts stay. The caller closes
    the account (members.services.erase_account).
    """
    for model in PERSONAL:
        model.objects.filter(user=user).delete()
    UserForumPermission.objects.filter(user=user).delete()
    DiscussionRole.with_invited.filter(user=user, accepted_at=None).delete()
    DiscussionRole.objects.filter(user=user).update(introduction="")
    access.changed()
    _forget_handle(user)
    Mention.objects.filter(user=user).delete()
    own = Contribution.objects.filter(author=user)
    PostRevision.objects.filter(post__contribution__author=user).update(body="", subject="")
    number = own.update(anonymised=True, **dict.fromkeys(AS_AT_POSTING, ""))
    posts = Post.objects.filter(contribution__author=user).select_related("topic")
    touch({post_key(post, post.topic) for post in posts})
    forget_pages()
    return number


def _forget_handle(user: "User") -> None:
    """Rewrite `@handle` where others called the member, and render their texts anew."""
    called = re.compile(rf"(?<![\w@/.])@{re.escape(user.handle)}(?![\w@])")
    name = _("Former member")
    rows = Post.objects.filter(content__contains=f"@{user.handle}").select_related("topic")
    for post in rows.order_by("pk"):
        text = called.sub(name, post.content.raw)
        if text != post.content.raw:
            post.content = text
            post.rewrite("content")
            touch({post_key(post, post.topic)})
    for revision in PostRevision.objects.filter(body__contains=f"@{user.handle}"):
        PostRevision.objects.filter(pk=revision.pk).update(body=called.sub(name, revision.body))


def export_member(*, user: "User") -> "list[Row]":
    """Everything the forum holds about somebody: each row says `what` it is."""
    made: list[Row] = []
    tables: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
        (
            "post",
            Contribution.objects.filter(author=user),
            ("post_id", "post__topic__subject", "post__content", "state", "language", "created"),
        ),
        (
            "earlier text",
            PostRevision.objects.filter(post__contribution__author=user),
            ("post_id", "number", "subject", "body", "created"),
        ),
        ("useful", Reaction.objects.filter(user=user), ("post_id", "created")),
        (
            "draft",
            Draft.objects.filter(user=user),
            ("context", "subject", "body", "fields", "updated"),
        ),
        ("bookmark", Bookmark.objects.filter(user=user), ("post_id", "note", "remind_at")),
        (
            "subscription",
            Subscription.objects.filter(user=user),
            ("topic_id", "forum_id", "theme_id", "level", "delivery"),
        ),
        (
            "report",
            Report.objects.filter(reporter=user),
            ("post_id", "reason", "note", "state", "created"),
        ),
        (
            "sanction",
            Sanction.objects.filter(user=user),
            ("kind", "statement", "starts_at", "ends_at"),
        ),
        (
            "role in an e-discussion",
            DiscussionRole.with_invited.filter(user=user),
            ("discussion__key", "role", "language", "introduction", "accepted_at"),
        ),
        (
            "message as host",
            HostMessageText.objects.filter(message__author=user),
            (
                "message__discussion__key",
                "message__kind",
                "message__state",
                "message__published_at",
                "language",
                "subject",
                "body",
            ),
        ),
        (
            "synthesis",
            SynthesisText.objects.filter(synthesis__author=user),
            OF_SYNTHESIS,
        ),
        (
            "translation of a synthesis",
            SynthesisText.objects.filter(translator=user),
            OF_SYNTHESIS,
        ),
    )
    for what, rows, columns in tables:
        made.extend({"what": what, **row} for row in rows.order_by("pk").values(*columns))
    return made
