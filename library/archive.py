"""A collection's files of one language as one archive, written while it is sent."""

import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.core.files import File
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from common.reader import viewer_of
from common.serving import CHUNK, POLICY
from library import selectors, services
from library.models import CollectionPage, ResourceFile
from library.naming import file_name

if TYPE_CHECKING:
    from collections.abc import Sequence


def archive_response(
    collection: CollectionPage, request: HttpRequest, language: str
) -> HttpResponse | StreamingHttpResponse:
    """All files that this reader may fetch; each counts as a download. 413 above 200 MB.

    Raises Http404 where there is none in this language.
    """
    files = selectors.collection_files(collection, viewer=viewer_of(request), language=language)
    if not files:
        raise Http404
    if sum(file.size or 0 for file in files) > selectors.ARCHIVE_MAX:
        message = _("These files are over 200 MB together. Download them one by one.")
        return HttpResponse(message, status=413, content_type="text/plain; charset=utf-8")
    content = _archive(files) if request.method == "GET" else iter(())
    response = StreamingHttpResponse(content, content_type="application/zip")
    name = f"{collection.slug}-{language}.zip"
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-cache"
    for file in files:
        services.count_download(request=request, file=file)
    return response


class _Outlet:
    """What `zipfile` writes into: keeps the bytes until they are taken."""

    def __init__(self) -> None:
        self._waiting: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._waiting.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing waits anywhere but here."""

    def take(self) -> bytes:
        """What was written since the last time."""
        data = b"".join(self._waiting)
        self._waiting.clear()
        return data


def _archive(files: "Sequence[ResourceFile]") -> Iterator[bytes]:
    """The archive piece by piece: never more than one piece in memory.

    Stored, not deflated: PDF and office files are compressed already.
    """
    outlet = _Outlet()
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_STORED) as archive:  # type: ignore[arg-type]
        for at, file in enumerate(files, start=1):
            entry = zipfile.ZipInfo(
                f"{at:02d}-{file_name(file)}", file.document.created_at.timetuple()[:6]
            )
            with archive.open(entry, "w") as target, file.document.file.open("rb") as source:
                for piece in _pieces(source):
                    target.write(piece)
                    yield outlet.take()
            yield outlet.take()
    yield outlet.take()


def _pieces(source: File) -> Iterator[bytes]:
    while piece := source.read(CHUNK):
        yield piece
