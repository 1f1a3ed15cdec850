"""Addresses below every app: readiness, documents, and pictures where no nginx serves them."""

import mimetypes
from pathlib import PurePosixPath

from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control
from django.utils.http import http_date
from django.views.decorators.http import require_safe
from wagtail.documents.models import document_served

from common.documents import can_open_document
from common.health import is_ready, readiness
from common.models import SiteDocument
from common.reader import viewer_of
from common.serving import POLICY, serve_file

RENDITION_KINDS = {".avif", ".gif", ".jpeg", ".jpg", ".png", ".webp"}
MONTH = 30 * 24 * 3600  # seconds


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """OPS5: 503 takes this machine out of the rotation."""
    report = readiness()
    ready = is_ready(report)
    worst = "ok" if set(report.values()) == {"ok"} else "degraded"
    body = {"status": worst if ready else "down", "parts": report}
    response = JsonResponse(body, status=200 if ready else 503)
    response.headers["Cache-Control"] = "no-store"
    return response


@require_safe
def document(request: HttpRequest, document_id: int, filename: str) -> HttpResponseBase:
    """A document by Wagtail's own address: an attachment that can do nothing (SEC21).

    404 for what is unknown, not clean or not for this reader.
    """
    viewer = viewer_of(request)
    held = SiteDocument.objects.visible_to(viewer).filter(pk=document_id).first()
    if held is None or held.filename != filename or not can_open_document(viewer, held):
        raise Http404
    document_served.send(sender=SiteDocument, instance=held, request=request)
    try:
        return serve_file(
            request,
            held.file,
            name=held.filename,
            content_type=held.content_type,
            etag=held.sha256,
        )
    except FileNotFoundError as problem:
        raise Http404 from problem


@require_safe
def media(request: HttpRequest, path: str) -> FileResponse:
    """One rendition of a picture from public storage. 404 for whatever is no picture."""
    ending = PurePosixPath(path).suffix.lower()
    storage = storages["public"]
    if ending not in RENDITION_KINDS or ".." in path.split("/") or "\\" in path:
        raise Http404
    try:
        file = storage.open(path, "rb")
        changed_at = storage.get_modified_time(path)
    except OSError as problem:  # no such file, a folder, a name too long
        raise Http404 from problem
    response = FileResponse(file, content_type=mimetypes.guess_type(path)[0])
    # The name changes with the picture, its size and its format.
    patch_cache_control(response, public=True, max_age=MONTH, immutable=True)
    response.headers["Last-Modified"] = http_date(changed_at.timestamp())
    response.headers["Content-Security-Policy"] = POLICY
    return response
