"""The one address of a file."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from common.reader import viewer_of
from common.serving import serve_file
from library import selectors, services
from library.models import ResourceFile
from library.naming import content_type_of, file_name
from library.permissions import check_download


@require_safe
def get_file(request: HttpRequest, file_key: UUID) -> HttpResponse:
    """Serve the file, or lead to where it is; count the download. 404 for what is not seen."""
    viewer = viewer_of(request)
    file = selectors.file_with(file_key, viewer=viewer)
    if file is None:
        raise Http404
    check_download(viewer, file)
    if file.document is None:
        services.count_download(request=request, file=file)
        return HttpResponseRedirect(file.external_link)
    response = _served(request, file)
    if response.status_code in (200, 206):
        services.count_download(request=request, file=file)
    return response


def _served(request: HttpRequest, file: ResourceFile) -> HttpResponse:
    try:
        return serve_file(
            request,
            file.document.file,
            name=file_name(file),
            content_type=content_type_of(file),
            etag=file.document.sha256,
        )
    except FileNotFoundError as problem:
        raise Http404 from problem
