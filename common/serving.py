"""Private files as answers: always an attachment, in parts where asked for (SEC21, LOW2).

Ranges are those of RFC 9110 §14, one at a time, so that a download on a bad line goes on where it
stopped; `If-Range` starts anew when the file has changed.
"""

import re
from collections.abc import Iterator
from typing import Any

from django.core.files import File
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

CHUNK = 65_536  # bytes
ONE_RANGE = re.compile(r"bytes=\s*([0-9]{0,18})\s*-\s*([0-9]{0,18})\s*", re.ASCII)
POLICY = "default-src 'none'; sandbox"


class NotSatisfiable(Exception):
    """The range begins behind the end of the file."""


def serve_file(
    request: HttpRequest, file: File, *, name: str, content_type: str, etag: str
) -> HttpResponse | StreamingHttpResponse:
    """`file` under `name`: 200, 206 for one range, 304 for who has it, 416 for a range beyond.

    `etag` is a fingerprint of the content, without quotes.
    """
    tag = f'"{etag}"'
    if tag in request.headers.get("If-None-Match", ""):
        return _dressed(HttpResponse(status=304), tag)
    try:
        part = _range(request, tag, file.size)
    except NotSatisfiable:
        response = HttpResponse(status=416)
        response.headers["Content-Range"] = f"bytes */{file.size}"
        return _dressed(response, tag)
    if part is None:
        answer = FileResponse(file.open("rb"), content_type=content_type)
        answer.headers["Content-Length"] = file.size
    else:
        answer = _part_of(file, *part, content_type=content_type)
    answer.headers["Content-Disposition"] = content_disposition_header(True, name)
    return _dressed(answer, tag)


def starts_at_the_beginning(request: HttpRequest) -> bool:
    """Whether this request begins a download, rather than going on with one or looking only."""
    if request.method != "GET":
        return False
    asked = ONE_RANGE.fullmatch(request.headers.get("Range", "bytes=0-"))
    return asked is None or (asked[1] != "" and int(asked[1]) == 0)


def _range(request: HttpRequest, tag: str, size: int) -> tuple[int, int] | None:
    """First and last byte of the one range asked for; None for the whole file."""
    asked = ONE_RANGE.fullmatch(request.headers.get("Range", ""))
    if asked is None or request.method != "GET" or not any(asked.groups()):
        return None  # several ranges, or nonsense: RFC 9110 lets a server send the whole
    if request.headers.get("If-Range", tag) != tag:
        return None
    first, last = asked.groups()
    if not first:  # the last n bytes
        begin, end = max(size - int(last), 0), size - 1
    else:
        begin, end = int(first), min(int(last or size - 1), size - 1)
    if last and first and int(last) < int(first):
        return None  # not a range at all
    if begin >= size or begin > end:
        raise NotSatisfiable
    return begin, end


def _part_of(file: File, begin: int, end: int, *, content_type: str) -> StreamingHttpResponse:
    opened = file.open("rb")
    response = StreamingHttpResponse(
        _bytes_of(opened, begin, end - begin + 1), status=206, content_type=content_type
    )
    response._resource_closers.append(opened.close)
    response.headers["Content-Length"] = end - begin + 1
    response.headers["Content-Range"] = f"bytes {begin}-{end}/{file.size}"
    return response


def _bytes_of(opened: File, begin: int, length: int) -> Iterator[bytes]:
    opened.seek(begin)
    while length > 0 and (chunk := opened.read(min(CHUNK, length))):
        length -= len(chunk)
        yield chunk


def _dressed(response: Any, tag: str) -> Any:
    response.headers["ETag"] = tag
    response.headers["Accept-Ranges"] = "bytes"
    # Revalidated each time: a file may become private, and a repeat must reach the counter.
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = POLICY
    return response
