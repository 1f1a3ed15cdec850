"""What stands around every page: menu, footer, breadcrumb, the page in other languages.

The sections are read once for a language (at most two queries) and kept until a page is
published, moved or withdrawn; what depends on the reader's page costs at most one query more.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, QueryDict
from django.urls import reverse, translate_url
from django.utils import timezone
from django.utils.translation import get_language_info, override
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from common.languages import (
    LanguageLink,
    foreign_language,
    language_links,
    reading_language,
    reading_url,
)
from common.parts import release
from common.querysets import BasePageQuerySet, restrictions_remembered_by
from common.reader import viewer_of

KEPT_FOR = 300  # seconds; restrictions that begin by the clock are seen no later
GENERATION = "navigation:generation"
FIND = ("themes", "countries", "tips")
TRUST = ("code-of-conduct", "privacy", "accessibility", "terms")
HELP = ("help",)
# Behind which door of the menu the addresses of views are: they are no pages below it.
DOORS = {"connect": ("forum", "e-discussions"), "learn": ("learning",)}
HOME_DEPTH = 2  # of front pages in the tree: only Wagtail's root is above them
NOT_KEPT = ("page", "light", "print")  # parameters that another language's address leaves out


@dataclass(frozen=True, slots=True)
class Section:
    """A page below the front page, as menu and footer show it.

    `language` is set where it is not the reader's: there is no translation.
    """

    slug: str
    title: str
    url: str
    in_menu: bool
    language: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A way on. `current` is the value of aria-current: "page", "true" (above it) or empty."""

    title: str
    url: str
    language: str = ""
    current: str = ""


@dataclass(frozen=True, slots=True)
class LinkGroup:
    """Links of the footer under one heading; `id` names the heading."""

    id: str
    title: str
    links: list[Link]


@dataclass(frozen=True, slots=True)
class Frame:
    """All that `base.html` shows beside the page itself."""

    home_url: str
    menu: list[Link]
    footer: list[LinkGroup]
    crumbs: list[Link]
    languages: list[LanguageLink]
    alternates: list[tuple[str, str]]
    zone: str
    foreign_language: str = ""

    @property
    def language(self) -> LanguageLink | None:
        """The language of the page's frame."""
        return next((one for one in self.languages if one.is_current), None)


def frame_of(
    request: HttpRequest | None, page: Page | None = None, *, keeps_query: bool = True
) -> Frame:
    """The frame of `page`, or of a view that is no page; its other languages keep the query."""
    language = reading_language()
    sections = sections_in(language, request)
    path = request.path if request else ""
    links = languages_of(request, page) if request else []
    carried = _carry_on(links, request) if request and keeps_query else links
    return Frame(
        home_url=_home_url(),
        menu=[_link(one, path) for one in sections if one.in_menu],
        footer=_footer(sections, path),
        crumbs=crumbs_of(page, sections, request) if page else [],
        languages=carried,
        alternates=_alternates(links) if page else [],
        zone=timezone.get_current_timezone_name(),
        foreign_language=foreign_language(page) if page else "",
    )


# --- Sections ---------------------------------------------------------------------------------
def sections_in(language: str, request: HttpRequest | None = None) -> list[Section]:
    """The sections anybody may read, in `language` or else in the site's own.

    No query while they are kept, two at most otherwise.
    """
    cache = caches["pages"]
    key = f"navigation:{release()}:{cache.get(GENERATION, 0)}:{language}"
    sections = cache.get(key)
    if sections is None:
        sections = _read_sections(language, request)
        cache.set(key, sections, KEPT_FOR)
    return sections


def forget_sections() -> None:
    """Something was published, moved or withdrawn: the next reader sees it.

    Now for those inside the transaction, and after it for those who meanwhile read the old state.
    """
    _next_generation()
    transaction.on_commit(_next_generation)


def _next_generation() -> None:
    cache = caches["pages"]
    cache.set(GENERATION, cache.get(GENERATION, 0) + 1, None)


def _read_sections(language: str, request: HttpRequest | None) -> list[Section]:
    sites = Site.objects.filter(is_default_site=True)
    wanted = Q(depth=HOME_DEPTH, translation_key__in=sites.values("root_page__translation_key"))
    wanted |= Q(depth=HOME_DEPTH + 1) & (Q(show_in_menus=True) | Q(slug__in=(*FIND, *TRUST, *HELP)))
    reader = viewer_of(request) if request else AnonymousUser()
    with restrictions_remembered_by(reader):  # the menu is anybody's, and the rules are the same
        seen = BasePageQuerySet(Page).visible_to(AnonymousUser())
    found = (
        seen.filter(wanted, locale__language_code__in={language, settings.LANGUAGE_CODE})
        .select_related("locale")
        .order_by("path")
    )
    homes = tuple(page.path for page in found if page.depth == HOME_DEPTH)
    below = [page for page in found if page.depth > HOME_DEPTH and page.path.startswith(homes)]
    with override(language):
        return [_section(page, language) for page in _once(below, language)]


def _once(pages: Sequence[Page], language: str) -> list[Page]:
    """Of each page the one in `language`, in its order; then those that exist only elsewhere."""
    own = [page for page in pages if page.locale.language_code == language]
    known = {page.translation_key for page in own}
    return own + [page for page in pages if page.translation_key not in known]


def _section(page: Page, language: str) -> Section:
    # The root of a language is the third part of the path: /<root>/<section>/
    path = page.url_path.strip("/").partition("/")[2]
    own = page.locale.language_code
    return Section(
        slug=page.slug,
        title=page.title,
        url=reverse("wagtail_serve", args=[f"{path}/"]),
        in_menu=page.show_in_menus,
        language="" if own == language else own,
    )


# --- Menu and footer --------------------------------------------------------------------------
def _link(section: Section, path: str) -> Link:
    current = ""
    if path.startswith(section.url):
        current = "page" if path == section.url else "true"
    elif path.split("/")[2:3] in [[place] for place in DOORS.get(section.slug, ())]:
        current = "true"
    return Link(section.title, section.url, section.language, current)


def _footer(sections: Sequence[Section], path: str) -> list[LinkGroup]:
    by_slug = {one.slug: one for one in sections}

    def links(slugs: Sequence[str]) -> list[Link]:
        return [_link(by_slug[slug], path) for slug in slugs if slug in by_slug]

    feed = by_slug.get("whats-new")
    find = [*links(FIND), _view_link("taxonomy:glossary", _("Glossary"), path)]
    if feed:
        find.append(Link(_("Feed of what’s new"), f"{feed.url}feed.atom"))
    help_links = [*links(HELP), _view_link("display", _("Display settings"), path)]
    groups = [
        LinkGroup("footer-find", _("Find"), find),
        LinkGroup("footer-trust", _("Trust"), links(TRUST)),
        LinkGroup("footer-help", _("Help"), help_links),
    ]
    return [group for group in groups if group.links]


def _view_link(name: str, title: str, path: str) -> Link:
    url = reverse(name)
    return Link(title, url, current="page" if path == url else "")


def _home_url() -> str:
    return reverse("wagtail_serve", args=[""])


# --- Where the reader is ----------------------------------------------------------------------
def crumbs_of(
    page: Page, sections: Sequence[Section], request: HttpRequest | None = None
) -> list[Link]:
    """The way from the front page to `page`, which comes last; empty for the front page itself.

    Titles of sections are in the reader's language, also above an original that is not.
    """
    named = {one.slug: one for one in sections}
    crumbs = []
    for above in _chain(page):
        section = named.get(above.slug) if above.depth == HOME_DEPTH + 1 else None
        title = section.title if section else above.title
        language = section.language if section else foreign_language(above)
        crumbs.append(Link(title, reading_url(above, request), language))
    if not crumbs:
        return []
    crumbs[-1] = replace(crumbs[-1], current="page")
    return [Link(_("Home"), _home_url()), *crumbs]


def _chain(page: Page) -> list[Page]:
    """The pages from below the front page down to `page`. Routing has left each its parent."""
    if not hasattr(page, "_cached_parent_obj") and page.depth > HOME_DEPTH + 1:
        above = page.get_ancestors().filter(depth__gt=HOME_DEPTH).select_related("locale")
        return [*above, page]
    chain: list[Page] = []
    current: Page | None = page
    while current is not None and current.depth > HOME_DEPTH:
        chain.insert(0, current)
        current = current.get_parent() if current.depth > HOME_DEPTH + 1 else None
    return chain


# --- Other languages --------------------------------------------------------------------------
def languages_of(request: HttpRequest, page: Page | None) -> list[LanguageLink]:
    """The same page in every language, or the same view. At most one query."""
    if page is not None and page.pk:
        return language_links(page, viewer=viewer_of(request), request=request)
    current = reading_language()
    return [
        LanguageLink(
            code=code,
            name=get_language_info(code)["name_local"].capitalize(),
            url=_view_in(code, request),
            is_current=code == current,
            is_translated=True,
        )
        for code, _name in settings.LANGUAGES
    ]


def _view_in(language: str, request: HttpRequest) -> str:
    """The present address below another language; its front page where it has none."""
    url = translate_url(request.path, language)
    return url if url.startswith(f"/{language}/") else f"/{language}/"


def _carry_on(links: Sequence[LanguageLink], request: HttpRequest) -> list[LanguageLink]:
    """The links with the filters of the present address; what it has below a page they have."""
    query = QueryDict(request.META.get("QUERY_STRING", ""), mutable=True)
    for name in NOT_KEPT:
        query.pop(name, None)
    tail = f"?{query.urlencode()}" if query and request.method in ("GET", "HEAD") else ""
    return [replace(link, url=link.url + tail) for link in links]


def _alternates(links: Sequence[LanguageLink]) -> list[tuple[str, str]]:
    """(hreflang, address) of real translations; empty for a page that has none."""
    real = [(one.code, f"{settings.SITE_URL}{one.url}") for one in links if one.is_translated]
    if len(real) < 2:
        return []
    default = [("x-default", url) for code, url in real if code == settings.LANGUAGE_CODE]
    return real + default
