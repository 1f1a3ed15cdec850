"""Compress what the page cache does not: that keeps its pages compressed already."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

from common.page_cache import may_be_kept, takes_gzip


class CompressionMiddleware(GZipMiddleware):
    """Django's, padded at random so that secrets cannot be guessed by length (BREACH)."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        kind = response.headers.get("Content-Type", "")
        is_text = kind.startswith(("text/", "application/json", "image/svg+xml"))
        # A file goes out as it is: parts of it are asked for by their place (LOW2).
        if may_be_kept(request, response) or response.streaming or not is_text:
            return response
        if not takes_gzip(request):
            patch_vary_headers(response, ("Accept-Encoding",))
            return response
        return super().process_response(request, response)
