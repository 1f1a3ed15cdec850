"""What can be found of the news: items, blog entries, interviews and their series."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext_lazy as _

from common.html import plain_line
from common.indexing import (
    Ageing,
    Kind,
    Trigger,
    leave_out,
    midnight,
    numbers_of,
    page_key,
    register,
)
from common.partial_dates import PartialDate
from common.plain import plain_of_html
from common.querysets import BasePageQuerySet
from members.bylines import byline_for
from members.indexing import names_of_body
from members.models import MemberProfile
from news.models import (
    BlogAuthor,
    BlogIndexPage,
    BlogPage,
    InterviewIndexPage,
    InterviewPage,
    InterviewSeriesPage,
    NewsIndexPage,
    NewsPage,
)
from news.selectors import OF_MEMBER, signature_of, with_authors
from taxonomy.indexing import ClassifiedAdapter

if TYPE_CHECKING:
    from common.typing import AnyUser

NEWS = Kind("news", _("News"), _("News"), Ageing.NEWS)
BLOG = Kind("blog", _("Blog"), _("Blog"), Ageing.NEWS)
INTERVIEW = Kind("interview", _("Interview"), _("Interviews"), Ageing.NEWS)
SERIES = Kind("interview-series", _("Interview series"), _("Interview series"))

for _index in (NewsIndexPage, BlogIndexPage, InterviewIndexPage):
    leave_out(_index, "a list: what stands in it is found")


@register
class NewsAdapter(ClassifiedAdapter):
    """News items, with the name of their source."""

    model = NewsPage
    kinds = (NEWS,)

    def labels(self, row: Any) -> list[str]:
        return [*super().labels(row), row.source_name]

    def facts(self, row: Any) -> Mapping[str, Any]:
        return {**super().facts(row), "published_at": midnight(row.date), "year": row.date.year}


@register
class BlogAdapter(ClassifiedAdapter):
    """Blog entries. Their words name the authors as readers without an account see them."""

    model = BlogPage
    kinds = (BLOG,)

    def with_more(self, pages: QuerySet[Any]) -> QuerySet[Any]:
        return with_authors(cast(BasePageQuerySet, super().with_more(pages)))

    def labels(self, row: Any) -> list[str]:
        named = (name for author in row.authors.all() for name in _open_names(author))
        return [*super().labels(row), *named]

    def facts(self, row: Any) -> Mapping[str, Any]:
        return {**super().facts(row), "published_at": midnight(row.date), "year": row.date.year}

    def bylines(self, user: "AnyUser", keys: Collection[str]) -> dict[str, str]:
        names: dict[int, list[str]] = defaultdict(list)
        authors = BlogAuthor.objects.filter(page__in=numbers_of(keys)).order_by("sort_order", "pk")
        for author in authors.select_related(*OF_MEMBER):
            names[author.page_id].append(signature_of(author, viewer=user).name)
        return {page_key(pk): ", ".join(found) for pk, found in names.items()}

    def triggers(self) -> list[Trigger]:
        profiles = (Trigger(one, MemberProfile, _entries_of) for one in (post_save, post_delete))
        return [*super().triggers(), *profiles]


def _open_names(author: BlogAuthor) -> list[str]:
    """Name, role and organisation of an author, as far as they are public."""
    name = author.name
    if not name:
        byline = byline_for(author.member, AnonymousUser(), "article")
        name = byline.name if byline.is_named else ""
    return [plain_line(text) for text in (name, author.role, author.organisation) if text]


def _entries_of(instance: MemberProfile, **kwargs: Any) -> Iterable[str]:
    """What the member signed: their name may be open now, or no longer, or erased."""
    pages = BlogAuthor.objects.filter(member=instance.pk).values_list("page", flat=True)
    return [page_key(pk) for pk in pages]


@register
class InterviewAdapter(ClassifiedAdapter):
    """Interviews: questions and answers, what is said in the film, who speaks."""

    model = InterviewPage
    kinds = (INTERVIEW,)
    streams = ("body", "questions")

    def words(self, row: Any) -> list[str]:
        film = plain_of_html(row.transcript) if row.video_url else ""
        return [*super().words(row), row.pull_quote if row.quotes else "", film]

    def labels(self, row: Any) -> list[str]:
        person = [
            row.interviewee,
            row.role,
            row.organisation_text,
            *names_of_body(row.organisation),
        ]
        return [*super().labels(row), *person, row.interviewer, row.source_name]

    def facts(self, row: Any) -> Mapping[str, Any]:
        facts = dict(super().facts(row))
        if talked := _day(row.date):
            facts["year"] = talked.year
        return facts


@register
class InterviewSeriesAdapter(ClassifiedAdapter):
    """Interviews that belong together, found by their hashtag as well."""

    model = InterviewSeriesPage
    kinds = (SERIES,)

    def labels(self, row: Any) -> list[str]:
        return [*super().labels(row), row.hashtag]

    def facts(self, row: Any) -> Mapping[str, Any]:
        facts = dict(super().facts(row))
        if ran := _day(row.month):
            facts |= {"year": ran.year, "published_at": midnight(ran.first())}
        return facts


def _day(text: str) -> PartialDate | None:
    return PartialDate.parse(text) if text else None
