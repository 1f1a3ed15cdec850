"""The lists: all records with their facets, the most fetched, the newest."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from common.languages import foreign_language, reading_url
from common.paging import page_of
from common.querysets import BasePageQuerySet
from common.reader import viewer_of
from library.citation import FORMATS, MAX_CITED
from library.models import DownloadDay, LibraryPage, PublicationStatus, ResourcePage
from library.selectors.files import FileSize, sizes_of
from library.selectors.rows import NamedTerm, Rows, rows_of
from members.models import Organisation
from taxonomy.facets import FacetDefinition, FacetSet, RelatedFacet, Sort, TermFacet, YearFacet
from taxonomy.models import Country, FocusArea, Language, ResourceType, SDGGoal, Tag, Theme

if TYPE_CHECKING:
    from common.typing import AnyUser

POPULAR_DAYS = 90
NAMED_COUNTRIES = 3  # in a row
NEW_MAX = 100  # the newest list ends somewhere: older things are found by year
SEARCHED = ("title", "subtitle", "title_variants", "summary", "plain_summary", "abstract")
SDG_LINK = "sdg_target_links__term"
FACETS: list[FacetDefinition] = [
    TermFacet("type", _("Type"), path="type", model=ResourceType),
    TermFacet("theme", _("Theme"), path="theme_links__term", model=Theme),
    TermFacet("focus", _("Focus area"), path="focus_area_links__term", model=FocusArea),
    TermFacet("lang", _("Language"), path="language_links__term", model=Language),
    TermFacet("country", _("Country"), path="country_links__term", model=Country),
    YearFacet("year", _("Year"), path="date"),
    RelatedFacet("publisher", _("Publisher"), path="publishers__organisation", model=Organisation),
    TermFacet(
        "sdg",
        _("Sustainable Development Goal"),
        path=f"{SDG_LINK}__goal",
        model=SDGGoal,
        by="order",
        only={f"{SDG_LINK}__link_confirmed": True},
    ),
    TermFacet("tag", _("Keyword"), path="tag_links__term", model=Tag),
]
RANKINGS = {
    "popular": (_("Most downloaded"), _("What readers fetched most in the last 90 days.")),
    "new": (_("New in the library"), _("What came into the library last.")),
}
ROW_KINDS = ("publishers", "languages", "countries")


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One record in a list, in the words of `components/result_row.html`."""

    page: ResourcePage
    url: str
    language: str  # of the page, where it is not the reader's
    publishers: list[str]
    languages: list[NamedTerm]
    countries: list[NamedTerm]
    files: list[FileSize]

    @property
    def before(self) -> list[str]:
        """Year, publishers and, if it is not out, the status: beside the type."""
        page = self.page
        year = str(page.year) if page.year else ""
        unknown = gettext("No date") if page.undated else gettext("Year not known")
        is_out = page.publication_status == PublicationStatus.PUBLISHED
        status = "" if is_out else page.get_publication_status_display()
        return [one for one in (year or unknown, ", ".join(self.publishers), status) if one]

    @property
    def facts(self) -> list[str]:
        """Languages, places and what can be fetched, each in few words."""
        languages = ", ".join(one.label for one in self.languages)
        return [one for one in (languages, self._places(), self.files_in_words) if one]

    def _places(self) -> str:
        names = ", ".join(one.label for one in self.countries[:NAMED_COUNTRIES])
        more = len(self.countries) - NAMED_COUNTRIES
        if more <= 0:
            return names
        words = ngettext("%(names)s and %(count)d more", "%(names)s and %(count)d more", more)
        return words % {"names": names, "count": more}

    @property
    def files_in_words(self) -> str:
        """What can be fetched: “PDF, 1.9 MB”, “2 files”, “Link to the publisher”."""
        if len(self.files) > 1:
            words = ngettext("%(count)d file", "%(count)d files", len(self.files))
            return words % {"count": len(self.files)}
        if not self.files:
            has_link = self.page.source_link or self.page.original_link
            return gettext("Link to the publisher") if has_link else gettext("No file yet")
        (file,) = self.files
        if file.is_external:
            return gettext("%(format)s at the publisher") % {"format": file.format}
        return ", ".join([file.format, *([filesizeformat(file.size)] if file.size else [])])


def records(locale: Locale, *, viewer: "AnyUser") -> BasePageQuerySet:
    """Every record `viewer` sees, in the reader's language where it can be."""
    return ResourcePage.objects.visible_to(viewer).in_language(locale)


def downloads() -> Coalesce:
    """How often a record was fetched in the last 90 days, in all languages; an expression."""
    since = timezone.now().date() - timedelta(days=POPULAR_DAYS)
    counts = (
        DownloadDay.objects.filter(record_key=OuterRef("translation_key"), day__gt=since)
        .order_by()
        .values("record_key")
        .annotate(all=Sum("count"))
        .values("all")
    )
    return Coalesce(Subquery(counts), 0, output_field=IntegerField())


def facets_of(library: LibraryPage, request: HttpRequest) -> FacetSet:
    """The state of the list from its address."""
    sorts = [
        Sort("newest", _("Newest first"), ("-date", "title", "pk")),
        Sort("title", _("Title, A to Z"), ("title", "pk")),
        Sort("downloads", _("Most downloaded, 90 days"), (downloads().desc(), "title", "pk")),
    ]
    viewer = viewer_of(request)
    return FacetSet(
        records(library.locale, viewer=viewer),
        FACETS,
        request.GET,
        fields=SEARCHED,
        sorts=sorts,
        kept_as=(f"library:{library.pk}", viewer),
        types=["resource"],
    )


def list_context(library: LibraryPage, request: HttpRequest) -> dict[str, Any]:
    """What the list shows: facets, one page of records, the ways to cite them."""
    facets = facets_of(library, request)
    listed = page_of(facets.results, request, total=facets.total)
    found = listed.object_list
    about = (facets.sort, listed.number, listed.paginator.per_page)
    listed.object_list = facets.part("rows", lambda: result_rows(found, request), *about)
    words = ngettext("%(count)d resource", "%(count)d resources", facets.total)
    cite_query = facets.page_query.rstrip("?&") if 0 < facets.total <= MAX_CITED else None
    return {
        "facets": facets,
        "listed": listed,
        "count_words": words % {"count": facets.total},
        "list_url": reading_url(library, request),
        "cite_query": cite_query,
        "formats": [(ending, one.label) for ending, one in FORMATS.items()],
    }


def ranked_context(library: LibraryPage, request: HttpRequest, ranking: str) -> dict[str, Any]:
    """The most fetched (`popular`) or the newest (`new`), twenty a page."""
    pages = records(library.locale, viewer=viewer_of(request))
    ranked = popular(pages) if ranking == "popular" else newest(pages)
    listed = page_of(ranked[:NEW_MAX], request)
    listed.object_list = result_rows(listed.object_list, request)
    heading, lead = RANKINGS[ranking]
    return {
        "listed": listed,
        "heading": heading,
        "lead": lead,
        "list_url": reading_url(library, request),
    }


def popular(pages: QuerySet[Any]) -> QuerySet[Any]:
    """What editors pinned, then what was fetched most in 90 days; nothing that nobody fetched."""
    counted = pages.annotate(downloads=downloads()).filter(Q(pinned=True) | Q(downloads__gt=0))
    return counted.order_by("-pinned", "-downloads", "title", "pk")


def newest(pages: QuerySet[Any]) -> QuerySet[Any]:
    """What came into the library last, whatever year it is from."""
    return pages.order_by(F("first_published_at").desc(nulls_last=True), "-pk")


def latest_records(viewer: "AnyUser", locale: Locale, n: int = 4) -> QuerySet[Any]:
    """The `n` that came last, for the front page."""
    return newest(records(locale, viewer=viewer))[:n]


def result_rows(
    pages: Iterable[ResourcePage], request: HttpRequest, *, viewer: "AnyUser | None" = None
) -> list[ResultRow]:
    """The pages as rows of a list, in their order. Two queries.

    With `viewer` their files say whether that reader may fetch them.
    """
    pages = list(pages)
    rows = rows_of([page.pk for page in pages], ROW_KINDS)
    files = sizes_of([page.pk for page in pages], viewer=viewer)
    return [_row(page, rows[page.pk], files[page.pk], request) for page in pages]


def _row(page: ResourcePage, rows: Rows, files: list[FileSize], request: HttpRequest) -> ResultRow:
    return ResultRow(
        page=page,
        url=reading_url(page, request),
        language=foreign_language(page),
        publishers=[one.short_name for one in rows.publishers],
        languages=rows.languages,
        countries=rows.countries,
        files=files,
    )
