"""What machines ask for."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from common.feeds import absolute
from home import sitemap
from home.selectors import world

XML = "application/xml; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
AN_HOUR, TEN_MINUTES = 3600, 600  # seconds
# Not for search engines: staff pages, accounts, and the same things in another order.
CLOSED = ["/cms/", "/documents/", "/api/", "/*/accounts/", "/*/search/", "/*?*print=", "/*?*sort="]


@require_safe
@cache_control(public=True, max_age=AN_HOUR)
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """`/sitemap.xml`: the parts of the sitemap."""
    return HttpResponse(sitemap.index_xml(), content_type=XML)


@require_safe
@cache_control(public=True, max_age=AN_HOUR)
def sitemap_part(request: HttpRequest, number: int) -> HttpResponse:
    """`/sitemap-1.xml`: a hundred pages with their translations. 404 behind the last part."""
    body = sitemap.part_xml(number, request)
    if body is None:
        raise Http404(str(number))
    return HttpResponse(body, content_type=XML)


@require_safe
@cache_control(public=True, max_age=AN_HOUR)
def sitemap_of_forum(request: HttpRequest, number: int) -> HttpResponse:
    """`/sitemap-forum-1.xml`: rooms, then topics of the forum. 404 behind the last part."""
    body = sitemap.forum_xml(number)
    if body is None:
        raise Http404(str(number))
    return HttpResponse(body, content_type=XML)


@require_safe
@cache_control(public=True, max_age=TEN_MINUTES)
def world_map(request: HttpRequest) -> HttpResponse:
    """`/map.svg`: how much there is about each country, for the front page. No text, no links."""
    return HttpResponse(world.map_image(), content_type="image/svg+xml")


@require_safe
@cache_control(public=True, max_age=AN_HOUR)
def robots(request: HttpRequest) -> HttpResponse:
    """`/robots.txt`: where search engines may go; nowhere on a site that is not the real one."""
    lines = ["User-agent: *"]
    if settings.SEARCH_ENGINES_WELCOME:
        lines += [f"Disallow: {path}" for path in CLOSED]
        lines += ["", f"Sitemap: {absolute('/sitemap.xml')}"]
    else:
        lines += ["Disallow: /"]
    return HttpResponse("\n".join(lines) + "\n", content_type=TEXT)


@require_safe
@cache_control(public=True, max_age=AN_HOUR)
def security_txt(request: HttpRequest) -> HttpResponse:
    """`/.well-known/security.txt`: whom to tell of a weakness (RFC 9116, SEC27)."""
    expires = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {(expires + timedelta(days=180)).isoformat().replace('+00:00', 'Z')}",
        "Preferred-Languages: en, fr, es",
        f"Canonical: {absolute('/.well-known/security.txt')}",
        f"Policy: {absolute('/en/terms/')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type=TEXT)
