"""Writes: one verb a function, keyword-only, atomic; each checks, writes, records and tells."""

from forum.services.care import (
    apply_preset,
    create_forum,
    grant,
    move_forum,
    recount,
    recount_all,
    rename_forum,
    rerender,
    revoke,
    set_forum_text,
)
from forum.services.personal import (
    bookmark_post,
    discard_draft,
    mark_forum_read,
    mark_topic_read,
    mark_useful,
    purge_drafts,
    purge_reads,
    remove_bookmark,
    save_draft,
    subscribe,
    unmark_useful,
    unsubscribe,
)
from forum.services.posting import Posted
from forum.services.writing import reply, start_topic

__all__ = [
    "Posted",
    "apply_preset",
    "bookmark_post",
    "create_forum",
    "discard_draft",
    "grant",
    "mark_forum_read",
    "mark_topic_read",
    "mark_useful",
    "move_forum",
    "purge_drafts",
    "purge_reads",
    "recount",
    "recount_all",
    "remove_bookmark",
    "rename_forum",
    "reply",
    "rerender",
    "revoke",
    "save_draft",
    "set_forum_text",
    "start_topic",
    "subscribe",
    "unmark_useful",
    "unsubscribe",
]
