"""Files of records as readers and the download address see them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from library.models import LinkCheck, ResourceFile, ResourcePage
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
class FileRow:
    """One line of `components/file_list.html`."""

    language: "Language"
    format: str
    part: str
    pages: int | None
    size: int | None  # bytes
    accessible: str
    url: str
    is_external: bool
    is_open: bool  # to this reader; who may not open it sees who may
    broken_since: "datetime | None"
    language_has_one: bool  # no other file of the record is in this language


def file_rows(record: ResourcePage, *, viewer: "AnyUser", is_draft: bool = False) -> list[FileRow]:
    """The record's files, those in the page's language first. One query, more for a draft."""
    files = list(record.files.all()) if is_draft else list(_stored(record))
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
    languages = [one.language_id for one in files]
    return [
        FileRow(
            language=one.language,
            format=one.get_format_display(),
            part=one.label or one.part,
            pages=one.pages,
            size=one.size,
            accessible=one.get_accessible_display(),
            url=download_url(one),
            is_external=one.document_id is None,
            is_open=is_in_audience(viewer, one),
            broken_since=getattr(one, "broken_since", None),
            language_has_one=languages.count(one.language_id) == 1,
        )
        for one in files
    ]


def download_url(file: ResourceFile) -> str:
    """The one address of a file."""
    return reverse("library:get", args=[file.file_key])


def _stored(record: ResourcePage):
    check = LinkCheck.objects.filter(url=OuterRef("external_link"))
    files = ResourceFile.objects.filter(page=record.pk).select_related("language")
    return files.annotate(broken_since=Subquery(check.values("broken_since")[:1]))
