"""Rich text as editors write it, with what may stand in it."""

from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.rich_text import RichText

# No headings: they are blocks of their own, so that none is skipped. No pictures, no embeds.
TEXT_FEATURES = ["bold", "italic", "link", "document-link", "ol", "ul", "hr", "superscript"]
SHORT_FEATURES = ["bold", "italic", "link", "document-link", "ol", "ul"]
LINK_SCHEMES = {"", "http", "https", "mailto"}
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}


class _Look(HTMLParser):
    """Reads stored rich text for what the rules are about."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.addresses: list[str] = []
        self.empty_links = 0
        self.has_heading = False
        self._link_text: list[str] | None = None
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.has_heading |= tag in HEADINGS
        if tag == "a":
            self._link_text = []
            self.addresses += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        if self._link_text is not None:
            self._link_text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._link_text is not None:
            self.empty_links += not "".join(self._link_text).strip()
            self._link_text = None


def problems_of(source: str) -> list[ValidationError]:
    """What stands in the way of publishing this rich text; empty if nothing."""
    look = _Look(source)
    problems = []
    for address in look.addresses:
        if not _is_allowed(address):
            message = _("Link to web or e-mail addresses only; “%(address)s” is neither.")
            problems.append(ValidationError(message, params={"address": address[:80]}))
    if look.empty_links:
        problems.append(ValidationError(_("A link has no words. Write some, or remove it.")))
    if look.has_heading:
        problems.append(ValidationError(_("Use the block “Heading” for headings in the text.")))
    return problems


def _is_allowed(address: str) -> bool:
    try:
        return urlsplit(address.strip()).scheme.lower() in LINK_SCHEMES
    except ValueError:  # such as an IPv6 address without its bracket
        return False


class WordsBlock(blocks.RichTextBlock):
    """Rich text with few features. Links lead to web and e-mail addresses and have words."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"features": TEXT_FEATURES} | kwargs))

    def clean(self, value: Any) -> RichText:
        value = super().clean(value)
        problems = problems_of(value.source)
        if problems and not self.is_deferred_validation:
            raise ValidationError(problems)
        return value
