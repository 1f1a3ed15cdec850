"""Answers that are files: citations, and collections as one archive."""

from collections.abc import Sequence

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from library.citation import FORMATS, Work, cite


def citation_response(works: Sequence[Work], ending: str, name: str) -> HttpResponse:
    """The citations as a download named `<name>.<ending>`. Raises Http404 for other endings."""
    if ending not in FORMATS:
        raise Http404
    response = HttpResponse(
        cite(works, ending), content_type=f"{FORMATS[ending].content_type}; charset=utf-8"
    )
    file_name = f"{name}.{ending}"
    response.headers["Content-Disposition"] = content_disposition_header(ending != "txt", file_name)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
