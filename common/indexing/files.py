"""Files that are finds of their own, as they are not for everybody whom their page is for."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.signals import post_save, pre_delete
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from common.audiences import tokens_for
from common.documents import audiences_of
from common.indexing.adapters import Kind, Trigger
from common.indexing.documents import SearchDoc
from common.indexing.pages import (
    PageAdapter,
    address_of,
    file_key,
    numbers_of,
    page_key,
    pages_that_refer_to,
)
from common.indexing.records import RecordAdapter
from common.indexing.registry import adapter_of_model, register, rows_of
from common.models import FileOnPage, SiteDocument, TextStatus
from common.querysets import BasePageQuerySet

if TYPE_CHECKING:
    from common.typing import AnyUser

BATCH = 200  # pages in memory at once


@register
class FileAdapter(RecordAdapter):
    """The text of a file on a page, where it is for fewer readers than the page is."""

    prefix = "file"
    model = FileOnPage
    kinds = (Kind("file", gettext_lazy("File"), gettext_lazy("Files")),)

    def queryset(self) -> QuerySet[Any]:
        rows = FileOnPage.objects.filter(page__live=True, page__alias_of=None)
        return rows.filter(document__text__status=TextStatus.READ).order_by("pk")

    def surround(self, rows: list[Any]) -> None:
        pages = rows_of({page_key(row.page_id) for row in rows})
        for row in rows:
            row.holder = pages.get(page_key(row.page_id))
            texts = row.holder.file_texts if row.holder else []
            row.file = next((one for one in texts if one.document.pk == row.document_id), None)

    def to_doc(self, row: Any, key: str) -> SearchDoc | None:
        page, file = row.holder, row.file
        url = address_of(page) if page else None
        if url is None or file is None or file.joins:
            return None  # nowhere, nobody's, or found with its page
        with translation.override(page.locale.language_code):
            title = _("%(kind)s in: %(page)s") % {
                "kind": file.document.file_extension.upper(),
                "page": page.title,
            }
        return SearchDoc(
            key=key,
            type="file",
            lang=file.lang or page.locale.language_code,
            title=title,
            summary=file.document.title,
            body=file.text,
            url=url,
            format=file.document.file_extension,
            size=file.document.file_size,
            audience=frozenset({file.audience}),
            ancestors=page.surroundings.ancestors | {file.collection},
            published_at=page.first_published_at,
        )

    def can_view(self, user: "AnyUser", keys: Collection[str]) -> set[str]:
        """Page, collection and the app that judges the file all let `user` in.

        A query for the rows and one for what apps say, beside those for the restrictions.
        """
        seen = FileOnPage.objects.filter(
            pk__in=numbers_of(keys),
            page__in=BasePageQuerySet(Page).visible_to(user).values("pk"),
            document__in=SiteDocument.objects.visible_to(user).values("pk"),
        )
        rows = list(seen.values_list("pk", "page", "document", "document__audience"))
        judged = audiences_of([document for _pk, _page, document, _audience in rows])
        own, tokens = {document for _page, document in judged}, tokens_for(user)
        return {
            file_key(pk)
            for pk, page, document, audience in rows
            if judged.get((page, document), "" if document in own else audience) in tokens
        }

    def triggers(self) -> list[Trigger]:
        """With the page or the file goes the row: before, while its key is known."""
        return [Trigger(signal, FileOnPage, self._own_keys) for signal in (post_save, pre_delete)]


def note_files(page: Any) -> None:
    """Note which files the published `page` shows, and which no longer. One query, or three."""
    adapter = adapter_of_model(type(page))
    if not isinstance(adapter, PageAdapter) or page.alias_of_id:
        return
    shown = adapter.documents(page)
    noted = FileOnPage.objects.filter(page=page.pk)
    known = set(noted.values_list("document", flat=True))
    if gone := known - shown:
        noted.filter(document__in=gone).delete()
    if new := shown - known:
        # A body may name a file that is no more.
        for document in SiteDocument.objects.filter(pk__in=new).order_by("pk"):
            FileOnPage.objects.get_or_create(page_id=page.pk, document=document)


def note_all_files() -> None:
    """Note the files of every page that shows some, also of those published before this was."""
    documents = SiteDocument.objects.order_by().values_list("pk", flat=True)
    keys = sorted(pages_that_refer_to(SiteDocument, documents))
    for start in range(0, len(keys), BATCH):
        for page in rows_of(keys[start : start + BATCH]).values():
            with transaction.atomic():
                note_files(page)
