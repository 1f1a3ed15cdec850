"""From an address to its page in three queries, however deep the page lies.

Wagtail asks two queries a level (the child by its slug, then its own table) and three for the
root, which alone would take most of the budget of an article (quality.md §6).

A page that the language of the address does not have is looked for in the others (G2): the
original then answers in the frame of the reader's language. See common.languages.
"""

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from wagtail import views
from wagtail.models import Page, Site
from wagtail.url_routing import RouteResult

from common.languages import reading_language
from common.page_cache import mark_public
from common.parts import part
from common.querysets import BasePageQuerySet, restrictions_read_by
from common.reader import viewer_of

# Levels a tree of pages can have: nothing below that is asked for, however long the address.
DEEPEST = Page._meta.get_field("path").max_length // Page.steplen


def serve(request: HttpRequest, path: str) -> HttpResponse:
    """Wagtail's own view, with the page found already."""
    request._wagtail_route_for_request = found = route(request, path)
    if found is None:
        raise Http404(path)
    found.page.restrictions_known = restrictions_read_by(viewer_of(request))
    if found.page.locale.language_code != reading_language():
        url = _translation_url(request, found.page, path)
        if url:
            return HttpResponseRedirect(url)
    response = views.serve(request, path)
    # For readers without a session; common.headers takes it back where a form came into it.
    return mark_public(request, response) if response.status_code == 200 else response


def route(request: HttpRequest, path: str) -> RouteResult | None:
    """What `Page.route_for_request` answers, asked in fewer queries; None is a 404.

    The deepest page that the address names answers and gets the rest of it for routes of its
    own. Every page of the chain knows its parent, so `get_parent()` asks nothing more.
    """
    site = _site_of(request)
    if site is None:
        return None
    components = [component for component in path.split("/") if component]
    depth_refused = 0
    chains = _chains(_root_paths(request, site), components)
    # Who has all of the address answers, in whichever language, before anybody's routes are asked.
    for chain in sorted(chains, key=len, reverse=True):
        # A translation of a section that has refused the rest refuses it too.
        if len(chain) > depth_refused:
            found = _routed(request, chain, components)
            if found is not None:
                return found
            depth_refused = len(chain) if chain[-1].live else depth_refused
    return None


def _site_of(request: HttpRequest) -> Site | None:
    """`Site.find_for_request`, which then asks nothing more: sites hardly ever change."""
    request._wagtail_site = part(
        "site", request.get_host(), viewer=None, make=lambda: Site.find_for_request(request)
    )
    return request._wagtail_site


def _routed(request: HttpRequest, chain: list[Page], components: list[str]) -> RouteResult | None:
    try:
        page = chain[-1].specific
    except ObjectDoesNotExist:  # deleted within the last seconds
        return None
    page.locale = chain[-1].locale  # read along with the chain; `specific` forgets it
    try:
        return page.route(request, components[len(chain) - 1 :])
    except Http404:
        return None


def _root_paths(request: HttpRequest, site: Site) -> list[str]:
    """The roots of the site: of the address's language, of the site's own, then the others."""
    roots = {
        root.language_code: root.root_path
        for root in site.root_page._get_site_root_paths(request)
        if root.site_id == site.pk
    }
    order = [reading_language(), settings.LANGUAGE_CODE, *roots]
    return [roots[language] for language in dict.fromkeys(order) if language in roots]


def _chains(root_paths: list[str], components: list[str]) -> list[list[Page]]:
    """For each root the pages from it down, as far as the components name any. At most one query.

    Which pages these are is kept (common.parts); the one that answers is then read anew.
    """
    wanted = {root: [root] for root in root_paths}
    for paths in wanted.values():
        for component in components[:DEEPEST]:
            paths.append(f"{paths[-1]}{component}/")
    every = [path for paths in wanted.values() for path in paths]
    found = part(
        "pages-at",
        *every,
        viewer=None,
        make=lambda: list(Page.objects.filter(url_path__in=every).select_related("locale")),
    )
    named = {page.url_path: page for page in found}
    chains = []
    for paths in wanted.values():
        chain: list[Page] = []
        for path in paths:
            if path not in named:
                break
            page = named[path]
            if chain:
                page._cached_parent_obj = chain[-1]
            chain.append(page)
        if chain:
            chains.append(chain)
    return chains


def _translation_url(request: HttpRequest, page: Page, path: str) -> str:
    """Where the page that `path` names stands in the language of the address; empty if nowhere.

    Only a whole address is sent on, not a feed or another route below its page.
    """
    if page.slug != path.strip("/").rpartition("/")[2]:
        return ""
    twins = BasePageQuerySet(Page).visible_to(viewer_of(request))
    twin = twins.filter(
        translation_key=page.translation_key, locale__language_code=reading_language()
    ).first()
    if twin is None:
        return ""
    query = request.META.get("QUERY_STRING", "")
    return f"{twin.get_url(request)}?{query}" if query else twin.get_url(request)
