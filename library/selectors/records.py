"""One record with all that its page shows."""

from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from common.feeds import absolute
from common.languages import foreign_language, reading_url
from common.parts import part
from common.reader import viewer_of
from library.citation import FORMATS, MAX_CITED, Work, plain_text, work_of
from library.facts import Fact, facts_of
from library.models import LibraryPage, ResourcePage
from library.selectors.files import FileRow, file_rows
from library.selectors.lists import facets_of
from library.selectors.neighbours import Neighbours, neighbours_of, related_records
from library.selectors.rows import CheckLine, PublisherLine, Rows, rows_of, rows_of_draft


@dataclass(frozen=True, slots=True)
class OutsideLink:
    """A link to the publisher, with what the weekly test found."""

    url: str
    label: str
    host: str
    check: CheckLine | None


@dataclass(frozen=True, slots=True)
class CloseRecord:
    """A record to read on with."""

    title: str
    url: str
    language: str  # where it is not the reader's
    facts: list[str]  # type and year
    notes: list[str]  # why it stands here, where that is not plain


@dataclass(frozen=True, slots=True)
class Record:
    """What `templates/library/resource_page.html` prints."""

    page: ResourcePage
    url: str
    library_url: str
    rows: Rows
    work: Work
    files: list[FileRow]
    links: list[OutsideLink]
    facts: list[Fact]
    around: Neighbours
    related: list[CloseRecord]
    citation: str

    @property
    def formats(self) -> list[tuple[str, Any]]:
        """(file ending, name) of the citation formats."""
        return [(ending, one.label) for ending, one in FORMATS.items()]

    @property
    def publishers_beside_authors(self) -> list[PublisherLine]:
        """Publishers that the line of authors does not name already."""
        named = {one.name for one in self.rows.contributors}
        return [one for one in self.rows.publishers if one.name not in named]

    @property
    def has_public_file(self) -> bool:
        return any(file.is_public for file in self.files)

    @property
    def language_name(self) -> str:
        """The page's language, in the reader's."""
        return get_language_info(self.page.locale.language_code)["name_translated"]


def record_for(page: ResourcePage, request: HttpRequest) -> Record:
    """The record as its reader may see it; a draft as its editor has it. At most six queries."""
    viewer = viewer_of(request)
    is_draft = getattr(request, "is_preview", False)
    rows = rows_of_draft(page) if is_draft else rows_of([page.pk])[page.pk]
    work = work_of(page, rows=rows, url=absolute(page.get_url(request) or "/"))
    find = partial(neighbours_of, page, viewer=viewer, request=request)
    around = find() if is_draft else part("library:around", page.pk, viewer=viewer, make=find)
    return Record(
        page=page,
        url=reading_url(page, request),
        library_url=reading_url(page.get_parent(), request),
        rows=rows,
        work=work,
        files=file_rows(page, viewer=viewer, is_draft=is_draft),
        links=outside_links(page, rows),
        facts=facts_of(page, rows, around),
        around=around,
        related=part(
            "library:close", page.pk, viewer=viewer, make=lambda: close_records(page, request)
        ),
        citation=plain_text(work),
    )


def close_records(page: ResourcePage, request: HttpRequest) -> list[CloseRecord]:
    """What `related_records` finds, as this reader's tiles. At most two queries."""
    return [
        CloseRecord(
            title=near.page.title,
            url=reading_url(near.page, request),
            language=foreign_language(near.page),
            facts=[str(one) for one in (near.page.type, near.page.year) if one],
            notes=[_("Same country, another theme")] if near.is_bridge else [],
        )
        for near in related_records(page, viewer=viewer_of(request))
    ]


def outside_links(page: ResourcePage, rows: Rows) -> list[OutsideLink]:
    """The work itself at the publisher's, and the publisher's page."""
    checks = {one.url: one for one in rows.checks}
    named = [
        (page.original_link, _("The work at its publisher’s")),
        (page.source_link, _("The publisher’s page")),
    ]
    return [
        OutsideLink(url, label, urlsplit(url).hostname or "", checks.get(url))
        for url, label in named
        if url
    ]


@dataclass(frozen=True, slots=True)
class Teaser:
    """A record as other pages show it; `files` are those this reader may fetch."""

    page: ResourcePage
    url: str
    language: str  # where it is not the reader's
    files: list[FileRow]


def teaser_of(page: ResourcePage, request: HttpRequest | None) -> Teaser:
    """The record in short, for anybody if there is no request (a block's preview). One query."""
    viewer = viewer_of(request) if request is not None else AnonymousUser()
    files = [file for file in file_rows(page, viewer=viewer) if file.is_open]
    return Teaser(page, reading_url(page, request), foreign_language(page), files)


def work_for(page: ResourcePage, request: HttpRequest) -> Work:
    """What is cited of one record. One query."""
    rows = rows_of([page.pk], ("contributors", "publishers"))[page.pk]
    return work_of(page, rows=rows, url=absolute(page.get_url(request) or "/"))


class TooMany(Exception):
    """More works than one citation file holds."""


def works_of_list(library: LibraryPage, request: HttpRequest) -> list[Work]:
    """What is cited of a whole result list. Raises TooMany above 500. At most four queries."""
    facets = facets_of(library, request)
    if facets.total > MAX_CITED:
        raise TooMany
    pages = list(facets.results[:MAX_CITED])
    rows = rows_of([page.pk for page in pages], ("contributors", "publishers"))
    return [
        work_of(page, rows=rows[page.pk], url=absolute(page.get_url(request) or "/"))
        for page in pages
    ]
