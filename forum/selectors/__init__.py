"""Reads: dataclasses that are ready to print, in a number of queries that no table's size moves."""

from forum.selectors.index import ForumRow, forum_index
from forum.selectors.people import Signature, signature_of
from forum.selectors.posts import Place, PostRow, TopicPage, locate_post, topic_page
from forum.selectors.public import Listed, listed_part, listed_parts
from forum.selectors.queue import Queue, QueueFilters, QueueItem, ReportRow, moderation_queue
from forum.selectors.topics import (
    ForumLink,
    ForumPage,
    TopicFilters,
    TopicRow,
    forum_page,
    unread_count,
    unread_topics,
)

__all__ = [
    "ForumLink",
    "ForumPage",
    "ForumRow",
    "Listed",
    "Place",
    "PostRow",
    "Queue",
    "QueueFilters",
    "QueueItem",
    "ReportRow",
    "Signature",
    "TopicFilters",
    "TopicPage",
    "TopicRow",
    "forum_index",
    "forum_page",
    "listed_part",
    "listed_parts",
    "locate_post",
    "moderation_queue",
    "signature_of",
    "topic_page",
    "unread_count",
    "unread_topics",
]
