"""Reads: the lists with their filters, what stands beside an article, what is new."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.contrib.auth.models import AnonymousUser
from django.db.models import (
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    Model,
    OuterRef,
    Prefetch,
    QuerySet,
)
from django.http import HttpRequest, QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.models import Locale, Page

from common.feeds import FEED_SIZE, FeedItem, absolute, page_item
from common.languages import foreign_language, reading_url
from common.paging import page_of
from common.partial_dates import PartialDate
from common.parts import part
from common.querysets import BasePageQuerySet
from common.reader import viewer_of
from common.stream import StreamItem
from members.bylines import byline_for
from news.models import (
    BlogAuthor,
    BlogPage,
    InterviewIndexPage,
    InterviewPage,
    InterviewSeriesPage,
    NewsIndexPage,
    NewsPage,
    RelatedLink,
)
from news.models.sections import ArticleIndexPage
from taxonomy.facets import FacetSet, Sort, TermFacet, YearFacet
from taxonomy.models import Country, Theme
from taxonomy.selectors import related_pages, tag_links, terms_of, with_terms

if TYPE_CHECKING:
    from common.typing import AnyUser
    from news.models.articles import ArticlePage

FACETS = [
    TermFacet("theme", gettext_lazy("Theme"), path="theme_links__term", model=Theme),
    TermFacet("country", gettext_lazy("Country"), path="country_links__term", model=Country),
    YearFacet("year", gettext_lazy("Year"), path="date"),
]
NEWEST_PAGE = F("first_published_at").desc(nulls_last=True)
# Interviews are sorted by their publication here: the date of the talk may not be known.
NEWEST: dict[Any, tuple[Any, ...]] = {
    NewsPage: ("-date", NEWEST_PAGE),
    BlogPage: ("-date", NEWEST_PAGE),
}
RELATED = 4  # pages at the foot of an article
CHOSEN = 6  # pages an editor chose, at most
PLACES_SHOWN = 3  # countries named in a row; at least two are left to count
# What a byline reads of a member.
OF_MEMBER = ("member__profile__member_type", "member__profile__country_of_residence")
IN_SERIES = 12  # other interviews of a series beside an interview


def newest_first(model: type[Model]) -> tuple[Any, ...]:
    """The order of a list of `model`, ending in something unique."""
    return (*NEWEST.get(model, (NEWEST_PAGE,)), "-pk")


def articles_of(index: ArticleIndexPage, *, viewer: "AnyUser | None" = None) -> BasePageQuerySet:
    """What the list `index` holds for `viewer` (nobody: anonymous), newest first."""
    held = {NewsIndexPage: NewsPage, InterviewIndexPage: InterviewPage}
    model: Any = held.get(type(index), BlogPage)
    return articles(model, index.locale, viewer=viewer).order_by(*newest_first(model))


def articles(
    model: type["ArticlePage"], locale: Locale, *, viewer: "AnyUser | None" = None
) -> BasePageQuerySet:
    """All of one type for `viewer`, in the reader's language or as the original."""
    pages = model.objects.visible_to(viewer or AnonymousUser()).in_language(locale)
    return with_authors(pages.select_related("locale"))


def interviews_of(
    series: InterviewSeriesPage, *, viewer: "AnyUser | None" = None
) -> BasePageQuerySet:
    """The interviews of a series in the order an editor gave them, also untranslated ones."""
    here = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    twins = InterviewSeriesPage.objects.filter(translation_key=series.translation_key)
    above = twins.order_by().alias(here=here).filter(here__startswith=F("path"))
    interviews = articles(InterviewPage, series.locale, viewer=viewer)
    return interviews.filter(Exists(above)).order_by("path")


def with_authors(pages: BasePageQuerySet) -> BasePageQuerySet:
    """`pages` with all that their bylines read, where they are signed at all."""
    if pages.model is not BlogPage:
        return pages
    return pages.prefetch_related(Prefetch("authors", queryset=_authors()))


def _authors() -> QuerySet[BlogAuthor]:
    """Authors with all that a byline reads."""
    return BlogAuthor.objects.select_related(*OF_MEMBER)


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article in a list: who wrote or spoke `before` the title, places as `facts` below."""

    page: "ArticlePage"
    url: str
    label: str
    dated: PartialDate | None
    before: list[str]
    facts: list[str]
    lang: str


def labels() -> dict[type["ArticlePage"], str]:
    """What readers call each type."""
    return {NewsPage: _("News"), BlogPage: _("Blog"), InterviewPage: _("Interview")}


def rows_of(pages: Iterable["ArticlePage"], request: HttpRequest) -> list[ArticleRow]:
    """`pages` as rows, in their order; their countries and authors should be read along."""
    return [
        ArticleRow(
            page=page,
            url=reading_url(page, request),
            label=labels()[type(page)],
            dated=dated(page),
            before=authors_of(page),
            facts=[place for place in [places_of(page)] if place],
            lang=foreign_language(page),
        )
        for page in pages
    ]


def dated(page: "ArticlePage") -> PartialDate | None:
    """The date a row prints: of a talk, when it was held, as far as that is known."""
    if isinstance(page, InterviewPage):
        return page.talked_on
    return PartialDate(page.date.year, page.date.month, page.date.day)


def places_of(page: "ArticlePage") -> str:
    """Countries in a line; of a long list some are named and the rest is counted."""
    countries = [term.label for term in page.terms("countries")]
    if len(countries) <= PLACES_SHOWN + 1:
        return ", ".join(countries)
    rest = len(countries) - PLACES_SHOWN
    words = {"places": ", ".join(countries[:PLACES_SHOWN]), "number": rest}
    return _("%(places)s and %(number)d more") % words


# --- Lists ------------------------------------------------------------------------------------
def index_context(index: ArticleIndexPage, request: HttpRequest) -> dict[str, Any]:
    """What a list shows: facets, and one page of articles with their themes and countries."""
    viewer = viewer_of(request)
    pages = articles_of(index, viewer=viewer)
    sorts = [
        Sort("newest", gettext_lazy("Newest first"), newest_first(pages.model)),
        Sort("title", gettext_lazy("Title, A to Z"), ("title", "pk")),
    ]
    facets = FacetSet(pages, FACETS, request.GET, sorts=sorts)
    listed = page_of(with_terms(facets.results, "countries"), request, total=facets.total)
    listed.object_list = rows_of(listed, request)
    context: dict[str, Any] = {
        "facets": facets,
        "listed": listed,
        "list_url": reading_url(index, request),
    }
    if isinstance(index, InterviewIndexPage) and not facets.active and listed.number == 1:
        series = InterviewSeriesPage.objects.visible_to(viewer).in_language(index.locale)
        series = series.select_related("locale").order_by("-month", "path")
        context["series_list"] = [(one, reading_url(one, request)) for one in series]
    return context


def series_context(series: InterviewSeriesPage, request: HttpRequest) -> dict[str, Any]:
    """The interviews of a series and what it is about."""
    interviews = with_terms(interviews_of(series, viewer=viewer_of(request)), "countries")
    terms = terms_of(series)
    return {
        "rows": rows_of(interviews, request),
        "terms": terms,
        "tags": tag_links(terms, list_url(series, request)),
    }


# --- One article ------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class PageLink:
    """A page as one line. `language` is that of its title where it is not the reader's."""

    title: str
    url: str
    kind: str
    language: str


@dataclass(frozen=True, slots=True)
class ReadOn:
    """Pages at the end of an article: those an editor chose, and the nearest by subject."""

    chosen: list[PageLink]
    related: list[PageLink]


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its number and anchor; `title` is for the list of contents."""

    number: int
    id: str
    question: str
    title: str
    answer: str


def article_context(page: "ArticlePage", request: HttpRequest) -> dict[str, Any]:
    """What stands around the text of an article."""
    viewer = viewer_of(request)
    is_draft = getattr(request, "is_preview", False)
    terms = _terms_of_draft(page) if is_draft else terms_of(page)
    context: dict[str, Any] = {
        "label": labels()[type(page)],
        "lang": foreign_language(page),
        "facts": reading_facts(page),
        "terms": terms,
        "tags": tag_links(terms, list_url(page, request)),
        "full_url": absolute(page.get_url(request) or "/"),
        "read_on": part(
            "news:read-on", page.pk, viewer=viewer, make=lambda: read_on(page, request, viewer)
        ),
        "structured_data": page.structured_data(request),
    }
    if isinstance(page, BlogPage):
        authors = page.authors.all() if is_draft else _authors().filter(page=page.pk)
        context["authors"] = [signature_of(author, viewer=viewer) for author in authors]
    if isinstance(page, InterviewPage):
        context |= _interview_context(page, request, viewer=viewer)
    return context


def _interview_context(
    page: InterviewPage, request: HttpRequest, *, viewer: "AnyUser"
) -> dict[str, Any]:
    lines = (page.role, page.organisation_name, " · ".join(reading_facts(page)))
    context: dict[str, Any] = {
        "questions": questions_of(page),
        "person_lines": [line for line in lines if line],
    }
    if page.series:
        others = InterviewPage.objects.visible_to(viewer).sibling_of(page, inclusive=False)
        others = others.select_related("locale").order_by("path")[:IN_SERIES]
        context["series_url"] = reading_url(page.series, request)
        context["same_series"] = [_link(other, request) for other in others]
    return context


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs a text."""

    name: str
    lines: list[str]


def signature_of(author: BlogAuthor, *, viewer: "AnyUser") -> Signature:
    """The name as given for the text, else the member's as far as `viewer` may see it."""
    lines = [line for line in (author.role, author.organisation) if line]
    if author.name:
        return Signature(author.name, lines)
    byline = byline_for(author.member, viewer, "article")
    return Signature(byline.name, lines or [line for line in (byline.country,) if line])


def reading_facts(page: "ArticlePage") -> list[str]:
    """How long it takes to read, and the language it is in."""
    minutes = page.minutes
    time = ngettext("%(number)d minute to read", "%(number)d minutes to read", minutes)
    return [time % {"number": minutes}, str(page.locale.get_display_name())]


def questions_of(page: InterviewPage) -> list[Question]:
    """The questions, numbered from one; anchors are their numbers, so links stay short."""
    return [
        Question(
            number=number,
            id=f"q{number}",
            question=block.value["question"],
            title=block.value["short"] or block.value["question"],
            answer=block.value["answer"],
        )
        for number, block in enumerate(page.questions, 1)
    ]


def list_url(page: Page, request: HttpRequest) -> str:
    """The address of the list that holds the page: its tags lead there. No query."""
    above = page.get_parent()
    while above is not None and not issubclass(above.specific_class or Page, ArticleIndexPage):
        above = above.get_parent()
    return reading_url(above, request) if above is not None else ""


def _terms_of_draft(page: "ArticlePage") -> dict[str, list[Any]]:
    """The terms as the editor has them in front of them, not yet published."""
    vocabularies = ("themes", "countries", "focus_areas", "sdg_targets", "gcm_objectives", "tags")
    return {name: page.terms(name) for name in vocabularies}


def read_on(page: "ArticlePage", request: HttpRequest, viewer: "AnyUser") -> ReadOn:
    """Nothing that `viewer` may not see, nothing twice."""
    links = RelatedLink.objects.filter(page=page.pk).values("target")
    visible = BasePageQuerySet(Page).visible_to(viewer).filter(pk__in=links)
    chosen = list(visible.select_related("locale").order_by("-first_published_at")[:CHOSEN])
    taken = {one.pk for one in chosen}
    near = [one.page for one in related_pages(page, RELATED, viewer=viewer)]
    return ReadOn(
        chosen=[_link(one, request) for one in chosen],
        related=[_link(one, request) for one in near if one.pk not in taken],
    )


def _link(page: Page, request: HttpRequest) -> PageLink:
    kind = capfirst(str((page.specific_class or Page)._meta.verbose_name))
    return PageLink(page.title, reading_url(page, request), kind, foreign_language(page))


# --- What is new ------------------------------------------------------------------------------
def stream_items(
    viewer: "AnyUser",
    locale: Locale,
    request: HttpRequest,
    n: int = 20,
    filters: QueryDict | None = None,
) -> list[StreamItem]:
    """The newest `n` of news, blog and interviews together, for `common.lists`.

    `filters` as in the address of a list. One query a type.
    """
    items = [
        StreamItem(
            kind=page.kind(),
            label=label,
            when=page.published_on,
            page=page,
            title=page.title,
            url=reading_url(page, request),
            summary=page.summary,
            language=page.locale.language_code,
        )
        for model, label in labels().items()
        for page in _filtered(articles(model, locale, viewer=viewer), filters).order_by(
            *newest_first(model)
        )[:n]
    ]
    return sorted(items, key=lambda item: item.day, reverse=True)[:n]


def _filtered(pages: BasePageQuerySet, filters: QueryDict | None) -> BasePageQuerySet:
    if not filters:
        return pages
    # Filters and excludes only: the queryset keeps its class, which the stubs do not know.
    return cast("BasePageQuerySet", FacetSet(pages, FACETS, filters).results)


def feed_items(pages: Iterable["ArticlePage"], request: HttpRequest) -> list[FeedItem]:
    """The first of `pages` for a feed, with who wrote or spoke."""
    return [
        page_item(page, request, published=page.published_on, authors=authors_of(page))
        for page in pages[:FEED_SIZE]  # type: ignore[index]  # a queryset
    ]


def authors_of(page: "ArticlePage") -> list[str]:
    """Names that anybody may read: signed for the text or public; news is signed by the site."""
    if isinstance(page, BlogPage):
        nobody = AnonymousUser()
        return [signature_of(author, viewer=nobody).name for author in page.authors.all()]
    return [page.interviewee] if isinstance(page, InterviewPage) else []
