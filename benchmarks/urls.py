"""R0: the least a view can do, under the whole chain of the site; then the site's own addresses."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from m4dnet.urls import handler400, handler403, handler404, handler500
from m4dnet.urls import urlpatterns as of_the_site

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def bare(request: HttpRequest) -> HttpResponse:
    """Answer two bytes. Not marked public, so it is never kept."""
    return HttpResponse("ok")


urlpatterns = [path("bare/", bare), *of_the_site]
