"""What a record tells machines: meta tags, structured data, feed entries."""

from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.translation import gettext as _

from common.feeds import FEED_SIZE, FeedItem, absolute, page_item
from common.models import SiteSettings
from common.parts import part
from common.permissions import can_view_page
from library.citation.meta import Tag, meta_tags
from library.models import LibraryPage
from library.selectors.lists import newest, records
from library.selectors.rows import rows_of
from library.structured import record_data

if TYPE_CHECKING:
    from library.selectors.records import Record


def record_context(record: "Record", request: HttpRequest) -> dict[str, Any]:
    """The record for its template, with what stands in the head of the page."""
    url = absolute(record.page.get_url(request) or "/")
    is_public = _is_public(record, request)
    return {
        "record": record,
        "contact": _contact(record, request),
        "meta_tags": _meta_tags(record, url) if is_public else [],
        "structured_data": record_data(record, url) if is_public else None,
    }


def _contact(record: "Record", request: HttpRequest) -> str:
    """A letter about this record, begun; empty while the site has no address."""
    address = part(
        "contact",
        viewer=None,
        make=lambda: SiteSettings.load(request_or_site=request).contact_email,
    )
    if not address:
        return ""
    subject = _("Library record: %(title)s") % {"title": record.page.title}
    return f"mailto:{address}?{urlencode({'subject': subject}, quote_via=quote)}"


def _is_public(record: "Record", request: HttpRequest) -> bool:
    """Whether anybody may read this page: only then is it offered to search engines."""
    if getattr(request, "is_preview", False) or not record.page.live:
        return False
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return True  # a reader without a session is anybody, and is reading it
    return can_view_page(AnonymousUser(), record.page)


def _meta_tags(record: "Record", url: str) -> list[Tag]:
    reading = record.page.locale.language_code
    languages = [one.code for one in record.rows.languages]
    pdf = next(
        (
            file.url
            for file in record.files
            if file.is_pdf
            and file.is_public
            and not file.is_external
            and file.language.code == reading
        ),
        "",
    )
    licence = record.page.licence
    return meta_tags(
        record.work,
        page_url=url,
        pdf_url=absolute(pdf) if pdf else "",
        language=reading if reading in languages or not languages else languages[0],
        licence=(licence.url or licence.label) if licence else "",
    )


def feed_items(library: LibraryPage, request: HttpRequest) -> list[FeedItem]:
    """The records that came last, with who made them. Two queries."""
    nobody = AnonymousUser()
    pages = list(newest(records(library.locale, viewer=nobody))[:FEED_SIZE])
    rows = rows_of([page.pk for page in pages], ("contributors", "publishers"))
    return [
        page_item(
            page,
            request,
            authors=[one.name for one in rows[page.pk].contributors]
            or [one.name for one in rows[page.pk].publishers],
            categories=[page.type.label],
        )
        for page in pages
    ]
