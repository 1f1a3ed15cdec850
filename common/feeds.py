"""Atom and RSS for any list: the 20 newest things that anybody may read.

Only what an anonymous reader sees is in a feed (SEC13), whoever asks: readers hand feeds to
programs that have no account. Identifiers stay when titles, slugs or the site's address change.
Formats: RFC 4287 (Atom), RSS 2.0 with `atom:link` and `dc:creator`.
"""

import hashlib
import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

if TYPE_CHECKING:
    from wagtail.models import Page

LONG_AGO = datetime(2008, 1, 1, tzinfo=UTC)  # for what no day is known of
FEED_SIZE = 20  # items, platform.md §5
ATOM = "http://www.w3.org/2005/Atom"
DC = "http://purl.org/dc/elements/1.1/"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# What XML 1.0 does not let stand in a document, not even escaped (§2.2 Char).
NO_CHARACTER_OF_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

ElementTree.register_namespace("atom", ATOM)
ElementTree.register_namespace("dc", DC)


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One thing in a feed. `url` may be a path; both moments have a time zone."""

    id: str
    title: str
    url: str
    published: datetime
    updated: datetime
    language: str
    summary: str = ""
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """A list with its items, newest first. `url` is its page, `feed_url` the feed itself."""

    id: str
    title: str
    url: str
    feed_url: str
    language: str
    summary: str
    items: list[FeedItem]

    @property
    def updated(self) -> datetime:
        """The last change of any item; a day long ago while there is none, so it never jumps."""
        return max((item.updated for item in self.items), default=LONG_AGO)


@dataclass(frozen=True, slots=True)
class FeedLink:
    """What `<link rel="alternate">` and the foot of a list need; `name` is the format's."""

    title: str
    name: str
    type: str
    url: str


def absolute(url: str) -> str:
    """The address with the site's own host, never the request's (a Host header is no source)."""
    return settings.SITE_URL + url if url.startswith("/") else url


def at_noon(day: date) -> datetime:
    """A day as a moment: noon UTC is the same date in nearly every zone."""
    return datetime.combine(day, time(12), UTC)


def identifier(key: uuid.UUID, name: str) -> str:
    """A URN that is always the same for the same `key` and `name`."""
    return uuid.uuid5(key, name).urn


def page_item(
    page: "Page",
    request: HttpRequest,
    *,
    published: date | datetime | None = None,
    authors: Iterable[str] = (),
    categories: Iterable[str] = (),
) -> FeedItem:
    """The item of a page; its `locale` should be selected along. `request` holds root paths.

    `published` is the day the page names itself, else its first publication counts.
    """
    language = page.locale.language_code
    if published is None:
        published = page.first_published_at or page.latest_revision_created_at or LONG_AGO
    elif not isinstance(published, datetime):
        published = at_noon(published)
    return FeedItem(
        id=identifier(page.translation_key, language),
        title=page.title,
        url=page.get_url(request) or "/",
        published=published,
        updated=max(published, page.last_published_at or published),
        language=language,
        summary=getattr(page, "summary", ""),
        authors=tuple(authors),
        categories=tuple(categories),
    )


# --- The two formats --------------------------------------------------------------------------
def as_atom(feed: Feed) -> bytes:
    """The feed in Atom 1.0."""
    root = ElementTree.Element("feed", {"xmlns": ATOM, XML_LANG: feed.language})
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    if feed.summary:
        _add(root, "subtitle", feed.summary)
    _add(root, "updated", feed.updated.isoformat())
    _add(root, "link", rel="alternate", type="text/html", href=absolute(feed.url))
    _add(root, "link", rel="self", type="application/atom+xml", href=absolute(feed.feed_url))
    # RFC 4287 §4.1.1: an author of the feed stands for entries that have none.
    _add(_add(root, "author"), "name", settings.SITE_NAME)
    for item in feed.items:
        _atom_entry(root, item)
    return _written(root)


def _atom_entry(root: ElementTree.Element, item: FeedItem) -> None:
    entry = _add(root, "entry")
    entry.set(XML_LANG, item.language)
    _add(entry, "id", item.id)
    _add(entry, "title", item.title)
    _add(entry, "link", rel="alternate", hreflang=item.language, href=absolute(item.url))
    _add(entry, "published", item.published.isoformat())
    _add(entry, "updated", item.updated.isoformat())
    if item.summary:
        _add(entry, "summary", item.summary)
    for name in item.authors:
        _add(_add(entry, "author"), "name", name)
    for name in item.categories:
        _add(entry, "category", term=name)


def as_rss(feed: Feed) -> bytes:
    """The feed in RSS 2.0."""
    root = ElementTree.Element("rss", {"version": "2.0"})
    channel = _add(root, "channel")
    _add(channel, "title", feed.title)
    _add(channel, "link", absolute(feed.url))
    _add(channel, "description", feed.summary or feed.title)
    _add(channel, "language", feed.language)
    _add(channel, "lastBuildDate", format_datetime(feed.updated))
    own = {"rel": "self", "type": "application/rss+xml", "href": absolute(feed.feed_url)}
    _add(channel, f"{{{ATOM}}}link", **own)
    for item in feed.items:
        _rss_item(channel, item)
    return _written(root)


def _rss_item(channel: ElementTree.Element, item: FeedItem) -> None:
    entry = _add(channel, "item")
    _add(entry, "title", item.title)
    _add(entry, "link", absolute(item.url))
    _add(entry, "guid", item.id, isPermaLink="false")
    _add(entry, "pubDate", format_datetime(item.published))
    if item.summary:
        _add(entry, "description", item.summary)
    for name in item.authors:
        # RSS's own `author` is an e-mail address; people's addresses are nobody's business.
        _add(entry, f"{{{DC}}}creator", name)
    for name in item.categories:
        _add(entry, "category", name)


def _add(
    parent: ElementTree.Element, tag: str, text: str = "", **attributes: str
) -> ElementTree.Element:
    """A new last child; text and attributes lose what XML does not allow."""
    allowed = {name: _allowed(value) for name, value in attributes.items()}
    element = ElementTree.SubElement(parent, tag, allowed)
    element.text = _allowed(text) or None
    return element


def _allowed(text: str) -> str:
    return NO_CHARACTER_OF_XML.sub("", text)


def _written(root: ElementTree.Element) -> bytes:
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


FORMATS = {
    "atom": ("application/atom+xml", as_atom),
    "rss": ("application/rss+xml", as_rss),
}


def feed_response(request: HttpRequest, feed: Feed, kind: str) -> HttpResponse:
    """The feed as `atom` or `rss`; 304 where the reader has this very one (PERF1)."""
    content_type, write = FORMATS[kind]
    body = write(feed)
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    response = HttpResponse(body, content_type=f"{content_type}; charset=utf-8")
    response.headers["ETag"] = etag
    response.headers["Last-Modified"] = http_date(feed.updated.timestamp())
    last_modified = int(feed.updated.timestamp())
    return get_conditional_response(request, etag, last_modified, response)


class FeedsMixin(RoutablePageMixin):
    """For list pages: `feed.atom` and `feed.rss` below the page, and links to them.

    Stands before BasePage in the bases. The page type says what is in it with `feed_items`;
    `feeds` in the context draws `components/feed_links.html` in the head.
    """

    def feed_items(self, request: HttpRequest) -> list[FeedItem]:
        """At most FEED_SIZE items that an anonymous reader may see, newest first."""
        raise NotImplementedError

    @path("feed.atom/")
    def atom_feed(self, request: HttpRequest) -> HttpResponse:
        return feed_response(request, self._feed(request, "atom"), "atom")

    @path("feed.rss/")
    def rss_feed(self, request: HttpRequest) -> HttpResponse:
        return feed_response(request, self._feed(request, "rss"), "rss")

    def feed_links(self, request: HttpRequest) -> list[FeedLink]:
        """Both feeds, named for the list and the format."""
        url = self.get_url(request)
        return [
            FeedLink(f"{self.title} ({name})", name, FORMATS[kind][0], f"{url}feed.{kind}")
            for kind, name in (("atom", "Atom"), ("rss", "RSS"))
        ]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().get_context(request, *args, **kwargs) | {"feeds": self.feed_links(request)}

    def _feed(self, request: HttpRequest, kind: str) -> Feed:
        language, url = self.locale.language_code, self.get_url(request)
        return Feed(
            id=identifier(self.translation_key, f"{language}:feed"),
            title=_("%(site)s: %(title)s") % {"site": settings.SITE_NAME, "title": self.title},
            url=url,
            feed_url=f"{url}feed.{kind}",
            language=language,
            summary=getattr(self, "summary", ""),
            items=self.feed_items(request)[:FEED_SIZE],
        )
