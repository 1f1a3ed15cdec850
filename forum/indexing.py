"""What can be found of the forum: topics with their first post, and every other published post.

Both live in `forum:<id>`: rights act when somebody asks, so they never need a new document.
"""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, QuerySet
from django.db.models.signals import post_save
from django.utils.translation import gettext_lazy as _

from common.html import plain_line
from common.indexing import Adapter, Ageing, Kind, SearchDoc, Trigger, numbers_of, register
from common.plain import plain_of_html
from forum import discussion_indexing
from forum.access import forum_token
from forum.addresses import below_no_language, post_url, topic_url
from forum.engine import Post, Topic
from forum.models import Contribution, PostState
from forum.rendering import without_names
from forum.selectors.people import OF_AUTHOR, signature_of
from forum.services.telling import post_key, written_in
from members.models import MemberProfile
from members.selectors import blocked_by
from taxonomy.indexing import Regions, names_of
from taxonomy.models import Country, Region, Tag, Theme
from taxonomy.signals import term_merging

if TYPE_CHECKING:
    from common.typing import AnyUser

TOPIC = Kind("topic", _("Topic"), _("Topics"), Ageing.NEWS)
POST = Kind("post", _("Post"), _("Posts"), Ageing.NEWS)
ABOUT = ("info__themes", "info__countries", "info__tags")
VOCABULARIES = (Theme, Country, Tag)


class _Written(Adapter):
    """What topics and posts have in common: somebody signed them, they are about something.

    They are short, and BM25 prefers what is short: what editors publish stands before.
    """

    static_rank = 0.6

    def load(self, keys: Collection[str]) -> dict[str, Any]:
        rows = list(self.with_more(self.queryset().filter(pk__in=numbers_of(keys))))
        regions = Regions()
        for row in rows:
            row.regions = regions
        return {self.key_of(row): row for row in rows}

    def with_more(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows with all that `to_doc` reads."""
        raise NotImplementedError

    def contributions(self, keys: Collection[str]) -> QuerySet[Any]:
        """Of these keys, each with the number of what was found as `found`."""
        raise NotImplementedError

    def bylines(self, user: "AnyUser", keys: Collection[str]) -> dict[str, str]:
        rows: Iterable[Any] = self.contributions(keys).select_related(*OF_AUTHOR)
        return {f"{self.prefix}:{one.found}": signature_of(one, user).name for one in rows}

    def folded(self, user: "AnyUser", keys: Collection[str]) -> set[str]:
        blocked = blocked_by(user)
        if not blocked:
            return set()
        theirs = self.contributions(keys).filter(author__in=blocked)
        return {f"{self.prefix}:{pk}" for pk in theirs.values_list("found", flat=True)}

    def document(self, row: Any, post: Any, topic: Any, url: str) -> SearchDoc:
        """The document of a post in its topic. Asks nothing."""
        one, info = post.contribution, topic.info
        countries = [country for country in info.countries.all() if country.is_offered]
        above = [region for one in countries for region in row.regions.from_up(one.region_id)]
        regions = list(dict.fromkeys(above))
        themes = [theme for theme in info.themes.all() if theme.is_offered]
        terms = (*themes, *countries, *regions, *info.tags.all())
        names = [name for term in terms for name in names_of(term)]
        return SearchDoc(
            key=self.key_of(row),
            type=self.kinds[0].code,
            lang=one.language,
            title=topic.subject,
            body=plain_of_html(without_names(post.content.rendered)),
            labels=(*names, *_open_names(one)),
            url=below_no_language(url),
            themes=tuple(theme.code for theme in themes),
            places=tuple(place.code for place in (*countries, *regions)),
            year=post.created.year,
            published_at=one.published_at,
            audience=frozenset({forum_token(topic.forum_id)}),
            static_rank=self.static_rank,
        )

    def triggers(self) -> list[Trigger]:
        """The services name what they change. A name that opens or closes is the profile's, and
        what a topic is about is called as the vocabularies say (search.md §15).
        """
        return [
            Trigger(post_save, MemberProfile, _written_by),
            *(Trigger(post_save, model, _about) for model in VOCABULARIES),
            *(Trigger(term_merging, model, _about_either) for model in VOCABULARIES),
            Trigger(post_save, Region, _about_places_in),
        ]


def _open_names(one: Contribution) -> list[str]:
    """A name is a word only where readers without an account see it.

    Role and organisation are none: whoever looks for "town hall" is not after all that its people
    have written.
    """
    signature = signature_of(one, AnonymousUser())
    return [plain_line(signature.name)] if signature.byline.is_named and signature.name else []


def _written_by(instance: MemberProfile, **kwargs: Any) -> Iterable[str]:
    """What a member signed. One query."""
    posts = Post.objects.filter(contribution__author=instance.pk).select_related("topic")
    return {post_key(post, post.topic) for post in posts}


def _about(instance: Any, **kwargs: Any) -> Iterable[str]:
    """What is about a term that has another name now, or is offered no more. Two queries."""
    return written_in(Topic.objects.filter(info__in=instance.topics.values("pk")))


def _about_either(instance: None, source: Any, into: Any, **kwargs: Any) -> Iterable[str]:
    """What is about either of two terms, before the one takes over the other's. Four queries."""
    return {*_about(source), *_about(into)}


def _about_places_in(instance: Region, **kwargs: Any) -> Iterable[str]:
    """What is about a country of the region, or of one below it. Three queries."""
    inside = Country.objects.filter(region__in=Regions().down_from(instance.pk))
    return written_in(Topic.objects.filter(info__countries__in=inside.values("pk")))


@register
class TopicAdapter(_Written):
    """Topics: the title and the words of the first post."""

    prefix = "topic"
    model = Topic
    kinds = (TOPIC,)

    def queryset(self) -> QuerySet[Any]:
        published = Topic.objects.filter(
            approved=True, first_post__contribution__state=PostState.PUBLISHED
        )
        return published.order_by("pk")

    def with_more(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        authors = (f"first_post__contribution__{path}" for path in OF_AUTHOR)
        return rows.select_related("info", *authors).prefetch_related(*ABOUT)

    def to_doc(self, row: Any, key: str) -> SearchDoc | None:
        return self.document(row, row.first_post, row, topic_url(row.pk, row.slug))

    def can_view(self, user: "AnyUser", keys: Collection[str]) -> set[str]:
        seen = Topic.objects.visible_to(user).filter(pk__in=numbers_of(keys), approved=True)
        return {f"topic:{pk}" for pk in seen.values_list("pk", flat=True)}

    def contributions(self, keys: Collection[str]) -> QuerySet[Any]:
        first = Contribution.objects.filter(
            post__topic__in=numbers_of(keys), post=F("post__topic__first_post")
        )
        return first.annotate(found=F("post__topic"))


@register
class PostAdapter(_Written):
    """Answers: their words, under the title of their topic.

    The title is borrowed, and every answer has it: what has one of its own stands before.
    """

    prefix = "post"
    static_rank = 0.5
    model = Post
    kinds = (POST,)

    def queryset(self) -> QuerySet[Any]:
        published = Post.objects.filter(
            topic__approved=True,
            topic__first_post__isnull=False,
            contribution__state=PostState.PUBLISHED,
        )
        return published.exclude(pk=F("topic__first_post")).order_by("pk")

    def with_more(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        authors = (f"contribution__{path}" for path in OF_AUTHOR)
        about = (f"topic__{path}" for path in ABOUT)
        return rows.select_related("topic__info", *authors).prefetch_related(*about)

    def to_doc(self, row: Any, key: str) -> SearchDoc | None:
        return self.document(row, row, row.topic, post_url(row.pk))

    def can_view(self, user: "AnyUser", keys: Collection[str]) -> set[str]:
        seen = Post.objects.visible_to(user).filter(
            pk__in=numbers_of(keys), contribution__state=PostState.PUBLISHED, topic__approved=True
        )
        return {f"post:{pk}" for pk in seen.values_list("pk", flat=True)}

    def contributions(self, keys: Collection[str]) -> QuerySet[Any]:
        return Contribution.objects.filter(post__in=numbers_of(keys)).annotate(found=F("post"))


# Those of e-discussions register themselves.
__all__ = ["discussion_indexing"]
