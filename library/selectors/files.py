"""Files of records as readers and the download address see them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.urls import reverse

from common.parts import part
from library.models import FileAudience, FileFormat, LinkCheck, ResourceFile, ResourcePage
from library.permissions import is_in_audience

if TYPE_CHECKING:
    from datetime import datetime

    from common.typing import AnyUser
    from taxonomy.models import Language


def file_with(file_key: UUID, *, viewer: "AnyUser") -> ResourceFile | None:
    """The file with this key, of a record that `viewer` sees; in whichever language. One query."""
    seen = ResourcePage.objects.visible_to(viewer)
    files = ResourceFile.objects.filter(translation_key=file_key, page__in=seen)
    related = ("page", "language", "document__collection")
    return files.select_related(*related).order_by("pk").first()


@dataclass(frozen=True, slots=True)
class FileSize:
    """A file as lists name it."""

    file_key: UUID
    language: "Language"
    format: str
    size: int | None  # bytes
    is_external: bool
    is_open: bool | None = None  # to a reader, where one was named


def sizes_of(pks: Iterable[int], *, viewer: "AnyUser | None" = None) -> dict[int, list[FileSize]]:
    """{record: its files}, in order; with `viewer` also whether they may fetch each. One query."""
    pks = list(pks)
    found: dict[int, list[FileSize]] = {pk: [] for pk in pks}
    files = ResourceFile.objects.filter(page__in=pks).order_by("language__order", "sort_order")
    if viewer is not None:
        open_files = ResourceFile.objects.downloadable_by(viewer).filter(pk=OuterRef("pk"))
        files = files.annotate(is_open=Exists(open_files))
    for file in files.select_related("language"):
        found[file.page_id].append(
            FileSize(
                file_key=file.file_key,
                language=file.language,
                format=file.get_format_display(),
                size=file.size,
                is_external=file.document_id is None,
                is_open=getattr(file, "is_open", None),
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class FileRow:
    """One line of `components/file_list.html`."""

    language: "Language"
    format: str
    is_pdf: bool
    is_public: bool
    part: str
    pages: int | None
    size: int | None  # bytes
    accessible: str
    url: str
    host: str  # of a file elsewhere
    is_open: bool  # to this reader; who may not open it sees who may
    broken_since: "datetime | None"

    @property
    def is_external(self) -> bool:
        return bool(self.host)


def file_rows(record: ResourcePage, *, viewer: "AnyUser", is_draft: bool = False) -> list[FileRow]:
    """The record's files, those in the page's language first. At most one query, more for a draft.

    Which files there are is kept; whether this reader may open them is asked each time.
    """
    if is_draft:
        files = list(record.files.all())
    else:
        files = part("library:files", record.pk, viewer=viewer, make=lambda: list(_stored(record)))
    reading = record.locale.language_code
    files.sort(
        key=lambda one: (
            one.language.code != reading,
            one.language.order,
            one.language.code,
            one.sort_order or 0,
            one.part,
        )
    )
    return [
        FileRow(
            language=one.language,
            format=one.get_format_display(),
            is_pdf=one.format == FileFormat.PDF,
            is_public=one.audience == FileAudience.PUBLIC,
            part=one.label or one.part,
            pages=one.pages,
            size=one.size,
            accessible=one.get_accessible_display(),
            url=download_url(one),
            host=urlsplit(one.external_link).hostname or "",
            is_open=is_in_audience(viewer, one),
            broken_since=getattr(one, "broken_since", None),
        )
        for one in files
    ]


def download_url(file: ResourceFile) -> str:
    """The one address of a file."""
    return reverse("library:get", args=[file.file_key])


def _stored(record: ResourcePage) -> QuerySet[ResourceFile]:
    check = LinkCheck.objects.filter(url=OuterRef("external_link"))
    files = ResourceFile.objects.filter(page=record.pk).select_related("language")
    return files.annotate(broken_since=Subquery(check.values("broken_since")[:1]))
