"""A member's data in the forum: handed out, or taken out of what stays (forum.md §13)."""

import re
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
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
    SynthesisExcerpt,
    SynthesisText,
    TopicRead,
)
from forum.rendering import render
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
# What goes with the person: the host's note says how they can be reached.
ABOUT_THE_AUTHOR = (*AS_AT_POSTING, "behalf_note")
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
    is taken out of others' texts. Who hosted, wrote a message or a synthesis is a "Former member":
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
    number = own.update(anonymised=True, **dict.fromkeys(ABOUT_THE_AUTHOR, ""))
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
    of_hosts: tuple[tuple[Any, tuple[str, ...]], ...] = (
        (HostMessageText, ("subject", "body")),
        (SynthesisText, ("title", "body")),
    )
    for model, columns in ((PostRevision, ("body",)), (Draft, ("body",)), *of_hosts):
        _rewrite(model, columns, f"@{user.handle}", partial(called.sub, name))
    _rewrite(SynthesisExcerpt, ("quote",), f"@{user.handle}", partial(called.sub, name))


def _rewrite(
    model: Any, columns: tuple[str, ...], words: str, without: Callable[[str], str]
) -> None:
    """Take the words out of these columns of every row, and render its text anew."""
    has_words = Q()
    for column in columns:
        has_words |= Q(**{f"{column}__contains": words})
    for row in model.objects.filter(has_words):
        now = {column: without(getattr(row, column)) for column in columns}
        if all(getattr(row, column) == text for column, text in now.items()):
            continue
        if hasattr(row, "rendered"):
            now["rendered"] = render(now["body"])
        rows = model.objects.filter(pk=row.pk)
        # Published syntheses stay as they are, but for this.
        (rows.take_out if hasattr(rows, "take_out") else rows.update)(**now)
        if isinstance(row, SynthesisText):
            touch([f"synthesis:{row.synthesis_id}"])


def export_member(*, user: "User") -> "list[Row]":
    """Everything the forum holds about somebody: each row says `what` it is."""
    made: list[Row] = []
    tables: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
        (
            "post",
            Contribution.objects.filter(author=user),
            (
                "post_id",
                "post__topic__subject",
                "post__content",
                "state",
                "language",
                "channel",
                "created",
                "published_at",
                "edited_at",
                *ABOUT_THE_AUTHOR,
            ),
        ),
        (
            # What it says and whose it is, is theirs.
            "post entered for somebody",
            Contribution.objects.filter(entered_by=user),
            ("post_id", "post__topic__subject", "behalf_source", "state", "created"),
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
