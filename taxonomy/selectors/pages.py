"""Terms of lists of pages, and what is related to one page."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlencode

from django.db import router
from django.db.models import (
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Prefetch,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import get_language
from wagtail.models import Page

from common.collation import sort_key
from common.querysets import BasePageQuerySet
from common.statements import Sql, answers, ids_of, sql_of, these
from taxonomy.admin_forms import RELATIONS, link_model, term_model
from taxonomy.facets.definitions import name_in_reading_language
from taxonomy.models import PageCountry, PageTheme

if TYPE_CHECKING:
    from common.typing import AnyUser

PAGE = "page_asked"  # the named table that holds the page whose terms are asked
NEWEST = F("first_published_at").desc(nulls_last=True)
Pages = TypeVar("Pages", bound=QuerySet[Any])


def with_terms(pages: Pages, *vocabularies: str) -> Pages:
    """`pages` with their terms read along: one query a vocabulary for the whole list.

    Then `page.terms("themes")` asks nothing more.
    """
    links = (
        Prefetch(RELATIONS[name], queryset=link_model(name)._default_manager.select_related("term"))
        for name in vocabularies
    )
    return pages.prefetch_related(*links)


@dataclass(frozen=True, slots=True)
class Related:
    """A page to read on, and whether it is the one that leads to another theme."""

    page: Page
    is_bridge: bool = False


def related_pages(page: Page, n: int = 4, *, viewer: "AnyUser") -> list[Related]:
    """Up to `n` pages that `viewer` may see: shared country first, then theme.

    One of them, the last, is a bridge if there is one: of the same country, with themes that this
    page does not have (C14, Q9). Each thing stands once, in the page's language where it can.
    At most two queries; asks the published links, not a draft's.
    """
    others = (
        BasePageQuerySet(Page)
        .visible_to(viewer)
        .in_language(page.locale)
        .exclude(translation_key=page.translation_key)
        .select_related("locale")
    )
    return closest(others, page, n, newest=(NEWEST, "pk"))


def closest(others: Pages, page: Page, n: int, *, newest: Sequence[Any]) -> list[Related]:
    """Of `others` up to `n` that are close to `page`, in the order that `related_pages` tells.

    `newest` orders what is equally close. At most two queries; asks the published links.
    """
    shares_country = Exists(_links_shared_with(page, PageCountry))
    shares_theme = Exists(_links_shared_with(page, PageTheme))
    has_theme = Exists(PageTheme.objects.filter(page=OuterRef("pk")))
    bridge = others.filter(shares_country, has_theme, ~shares_theme).order_by(*newest).first()
    themes = _links_shared_with(page, PageTheme).order_by().values("page")
    number = Subquery(themes.annotate(all=Count("pk")).values("all"))
    near = (
        others.filter(shares_country | shares_theme)
        .exclude(pk=bridge.pk if bridge else None)
        .annotate(is_of_country=shares_country, themes_shared=Coalesce(number, 0))
        .order_by("-is_of_country", "-themes_shared", *newest)
    )
    room = n - 1 if bridge else n
    found = [Related(one) for one in near[:room]] if room > 0 else []
    return [*found, Related(bridge, is_bridge=True)] if bridge and n > 0 else found


def _links_shared_with(page: Page, link: type[PageTheme] | type[PageCountry]) -> QuerySet[Any]:
    """Links of the outer page to a term that `page` has as well."""
    own: QuerySet[Any, Any] = link.objects.filter(page=page.pk).values("term")
    return link.objects.filter(page=OuterRef("pk"), term__in=own)


@dataclass(frozen=True, slots=True)
class TermLine:
    """A term of a page as readers see it; `code` stands in addresses."""

    code: str
    label: str


def terms_of(page: Page) -> dict[str, list[TermLine]]:
    """{vocabulary: its offered terms on the published `page`, in order}. One query for all six.

    For one page; lists use `with_terms`. A draft's terms are asked from the draft: `page.terms`.
    """
    terms: dict[str, list[TermLine]] = {vocabulary: [] for vocabulary in RELATIONS}
    using, wanted = router.db_for_read(Page), {PAGE: these([page.pk])}
    branches = [_lines(vocabulary, using, get_language()) for vocabulary in RELATIONS]
    found = answers(wanted, filter(None, branches), using)
    rows = sorted(found, key=lambda row: (row[1], sort_key(row[3])))
    for vocabulary, _order, code, label in rows:
        terms[vocabulary].append(TermLine(code, label))
    return terms


@lru_cache(maxsize=128)
def _lines(vocabulary: str, using: str, _language: str | None) -> Sql | None:
    """Rows of (vocabulary, order, code, label) of the page in PAGE. The same for every request."""
    text = CharField()
    offered = term_model(vocabulary)._default_manager.offered()
    links = link_model(vocabulary)._default_manager.filter(page__in=ids_of(PAGE), term__in=offered)
    rows = links.annotate(
        line_vocabulary=Value(vocabulary, text),
        line_order=F("term__order"),
        line_code=Cast("term__code", text),
        line_label=name_in_reading_language("term__"),
    )
    return sql_of(rows.values("line_vocabulary", "line_order", "line_code", "line_label"), using)


@dataclass(frozen=True, slots=True)
class TagLink:
    """What a page is about as `components/tags.html` shows it; without `url` it is no link."""

    text: str
    url: str = ""


def tag_links(terms: dict[str, list[TermLine]], list_url: str) -> list[TagLink]:
    """Themes, then countries, each leading to the list narrowed by it; free tags as words."""
    links = [
        TagLink(term.label, f"{list_url}?{urlencode({parameter: term.code})}")
        for parameter, vocabulary in (("theme", "themes"), ("country", "countries"))
        for term in terms.get(vocabulary, ())
    ]
    return links + [TagLink(term.label) for term in terms.get("tags", ())]
