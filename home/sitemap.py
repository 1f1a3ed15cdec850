"""The sitemap: every page anybody may read, with its translations, a hundred in a part.

The forum's rooms and topics are no pages and have parts of their own. A part stays below 60 kB and
takes four queries at most, however large the site is.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from xml.etree import ElementTree

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from wagtail.models import Page

from common.feeds import absolute
from common.querysets import BasePageQuerySet
from forum import selectors as forum

PART = 100  # pages
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"

ElementTree.register_namespace("", SITEMAP)
ElementTree.register_namespace("xhtml", XHTML)


def public_pages() -> BasePageQuerySet:
    """The pages of the site that anybody may read, oldest first; aliases are no pages of their own.

    Wagtail's root above the sites is no page either.
    """
    pages = BasePageQuerySet(Page).visible_to(AnonymousUser())
    return pages.filter(depth__gt=1, alias_of__isnull=True).order_by("pk")


def index_xml() -> bytes:
    """The list of parts. Six queries."""
    parts = max(1, -(-public_pages().count() // PART))
    names = [f"/sitemap-{number}.xml" for number in range(1, parts + 1)]
    of_forum = range(1, forum.listed_parts() + 1)
    names += [f"/sitemap-forum-{number}.xml" for number in of_forum]
    root = ElementTree.Element(f"{{{SITEMAP}}}sitemapindex")
    for name in names:
        _add(_add(root, "sitemap"), "loc", absolute(name))
    return _written(root)


def part_xml(number: int, request: HttpRequest) -> bytes | None:
    """The part `number`, counted from 1; None behind the last. Three queries."""
    start = (number - 1) * PART
    pages = list(public_pages().select_related("locale")[start : start + PART])
    if not pages and number != 1:
        return None
    twins = _twins(pages, request)
    root = ElementTree.Element(f"{{{SITEMAP}}}urlset")
    for page in pages:
        url = page.get_url(request)
        if url:  # a page outside every site has none
            _entry(root, url, page.last_published_at, twins[page.translation_key])
    return _written(root)


def forum_xml(number: int) -> bytes | None:
    """The forum's part `number`, counted from 1; None behind the last. Four queries.

    A room stands once in each language, beside its twins. A topic is one text: it stands once,
    below its own language, and names no translation.
    """
    listed = forum.listed_part(number)
    if not listed:
        return None
    root = ElementTree.Element(f"{{{SITEMAP}}}urlset")
    for one in listed:
        for url in one.urls.values():
            _entry(root, url, one.changed, one.urls)
    return _written(root)


def _twins(pages: list[Page], request: HttpRequest) -> dict[Any, dict[str, str]]:
    """{translation key: {language: address}} of what anybody may read."""
    keys = {page.translation_key for page in pages}
    twins: dict[Any, dict[str, str]] = defaultdict(dict)
    for twin in public_pages().filter(translation_key__in=keys).select_related("locale"):
        url = twin.get_url(request)
        if url:
            twins[twin.translation_key][twin.locale.language_code] = url
    return twins


def _entry(
    root: ElementTree.Element, url: str, changed: datetime | None, twins: Mapping[str, str]
) -> None:
    entry = _add(root, "url")
    _add(entry, "loc", absolute(url))
    if changed:
        _add(entry, "lastmod", changed.isoformat(timespec="seconds"))
    if len(twins) > 1:
        for language, address in sorted(twins.items()):
            ElementTree.SubElement(
                entry,
                f"{{{XHTML}}}link",
                {"rel": "alternate", "hreflang": language, "href": absolute(address)},
            )


def _add(parent: ElementTree.Element, tag: str, text: str = "") -> ElementTree.Element:
    element = ElementTree.SubElement(parent, f"{{{SITEMAP}}}{tag}")
    element.text = text or None
    return element


def _written(root: ElementTree.Element) -> bytes:
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
