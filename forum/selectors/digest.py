"""What a digest would tell a member of the forum: judged when it is written, not before."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q

from common.plain import plain_of_html
from forum.addresses import post_url
from forum.engine import Post
from forum.models import Level, Subscription, TopicRead
from forum.rendering import without_names
from forum.selectors.asked import asked, subject_of
from forum.selectors.people import OF_AUTHOR, signature_of
from members.selectors import blocked_pairs_with

if TYPE_CHECKING:
    from members.models import User

DIGEST_SIZE = 20  # items
EXCERPT = 500  # characters


@dataclass(frozen=True, slots=True)
class DigestItem:
    """One new post: who wrote it, where, and how it begins."""

    subject: str
    url: str
    name: str
    excerpt: str
    lang: str
    at: datetime
    is_first: bool


def digest_for(member: "User", since: datetime, until: datetime) -> list[DigestItem]:
    """At most twenty posts published in (since, until] that `member` follows and has not read.

    The oldest first. Own posts and those of people with a block between are left out. Four queries.
    """
    mine = Subscription.objects.filter(user=member.pk)
    here = mine.filter(topic=OuterRef("topic"))
    wider = Q(forum=OuterRef("topic__forum")) | Q(theme__topics__topic=OuterRef("topic"))
    new_topics = mine.filter(wider, level__in=[Level.WATCHING, Level.FIRST_POSTS])
    follows = Exists(here.filter(level=Level.WATCHING)) | (
        ~Exists(here)
        & (
            Exists(mine.filter(forum=OuterRef("topic__forum"), level=Level.WATCHING))
            | (Exists(new_topics) & Q(topic__first_post=F("pk")))
        )
    )
    read = TopicRead.objects.filter(
        user=member.pk, topic=OuterRef("topic"), last_post_created__gte=OuterRef("created")
    )
    authors = (f"contribution__{path}" for path in OF_AUTHOR)
    posts = (
        Post.objects.visible_to(member)
        .filter(
            follows,
            ~Exists(read),
            contribution__state="published",
            contribution__published_at__gt=since,
            contribution__published_at__lte=until,
        )
        .exclude(contribution__author=member.pk)
        .exclude(contribution__author__in=blocked_pairs_with(member))
        .select_related("topic", *authors)
        .annotate(asked=asked("topic"))
        .order_by("created", "pk")[:DIGEST_SIZE]
    )
    return [
        DigestItem(
            subject=subject_of(post.topic, post),
            url=post_url(post.pk),
            name=signature_of(post.contribution, member).name,
            excerpt=plain_of_html(without_names(post.content.rendered))[:EXCERPT],
            lang=post.contribution.language,
            at=post.contribution.published_at,
            is_first=post.topic.first_post_id == post.pk,
        )
        for post in posts
    ]
