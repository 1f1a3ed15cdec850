"""The one place where words of people become HTML that is safe to print (SEC17, SEC18).

Everything else is plain text and escaped by templates. What a member writes is kept as it was
written; what this module returns is made anew whenever the rules change (RENDERER_VERSION).
"""

import json
import re
import unicodedata
from typing import Any

import nh3
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.safestring import SafeString, mark_safe

# Raise it when the same source gives another result: stored renderings are then made again.
RENDERER_VERSION = 4
MAX_READINGS = 3  # of what was cleaned, until it stays as it is
MAX_MARKS = 30  # accents and the like on one letter, as in Unicode's stream-safe text (UAX 15)

TAGS = {
    *("a", "b", "blockquote", "br", "code", "del", "em", "h3", "h4", "h5", "h6", "hr", "i", "li"),
    *(
        "ol",
        "p",
        "pre",
        "s",
        "strong",
        "sub",
        "sup",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
    ),
}
# "*": otherwise the cleaner lets `title` and `lang` pass on every tag.
ATTRIBUTES = {"*": set(), "a": {"href"}, "ol": {"start"}}
CELL_SCOPES = {"th": {"scope": {"col", "row"}}}
# Not only the tag goes, but all it holds: its text was never meant to be read.
WITH_CONTENT = {"script", "style", "template", "noscript", "iframe", "object", "svg", "math"}
SCHEMES = {"http", "https", "mailto"}
LINK_REL = "nofollow ugc noopener"

# Marks that turn the direction of what follows, and those nobody can see and nobody needs. The
# joiners of Persian and of emoji (U+200C, U+200D) and the single marks of direction stay.
_UNSEEN = re.compile(
    "[\u00ad\u180e\u200b\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_BLANKS = re.compile(r"\s+")
_MANY_LINES = re.compile(r"\n{3,}")
_IN_SCRIPT = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def clean_html(html: str) -> SafeString:
    """`html` with nothing left that could run, load, frame, style or pretend.

    For what members wrote, already turned from Markdown into HTML. Links carry LINK_REL and lead
    to web and e-mail addresses or to pages of this site. Idempotent.
    """
    cleaned = _cleaned(_without_unseen(html))
    # What is taken away may leave paragraphs within paragraphs, which a browser, and the cleaner
    # the next time, would read as others.
    for _reading in range(MAX_READINGS):
        again = _cleaned(cleaned)
        if again == cleaned:
            break
        cleaned = again
    return mark_safe(cleaned)  # noqa: S308 - this is what makes it safe


def _cleaned(html: str) -> str:
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        tag_attribute_values=CELL_SCOPES,
        attribute_filter=_attribute,
        clean_content_tags=WITH_CONTENT,
        url_schemes=SCHEMES,
        url_relative=_own_address,
        link_rel=LINK_REL,
    )


def plain_line(text: str) -> str:
    """A name or a title: one line, without control and direction-override characters."""
    return _BLANKS.sub(" ", _without_unseen(text.replace("\x00", ""))).strip()


def plain_text(text: str) -> str:
    """Several lines of plain text: line ends are one character, before anything is counted."""
    lines = _without_unseen(text.replace("\r\n", "\n").replace("\r", "\n"))
    return _MANY_LINES.sub("\n\n", lines).strip()


def json_ld(data: Any) -> SafeString:
    """Structured data as the text of a `<script type="application/ld+json">`: it cannot end it."""
    text = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.translate(_IN_SCRIPT))  # noqa: S308 - `<`, `>`, `&` are escaped in JSON


def _without_unseen(text: str) -> str:
    """Without controls (but tab and line ends), overrides, and marks that nobody sees."""
    seen = "".join(
        letter
        for letter in _UNSEEN.sub("", text)
        if letter in "\t\n\r" or unicodedata.category(letter) not in ("Cc", "Cs", "Cn", "Co")
    )
    # Again, as some letters come apart and have more marks then.
    return _with_few_marks(unicodedata.normalize("NFC", _with_few_marks(seen)))


def _with_few_marks(text: str) -> str:
    """To put the marks on one letter in order takes time with the square of their number."""
    if text.isascii():
        return text
    kept = []
    marks = 0
    for letter in text:
        marks = marks + 1 if unicodedata.category(letter)[0] == "M" else 0
        if marks <= MAX_MARKS:
            kept.append(letter)
    return "".join(kept)


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "start":
        return value if value.isascii() and value.isdecimal() and len(value) <= 4 else None
    return value


def _own_address(address: str) -> str | None:
    """Addresses of this site and of this page; `//host` and `/\\host` are other sites."""
    if address.startswith("#"):
        return address
    is_own = address.startswith("/") and address[1:2] not in ("/", "\\")
    return address if is_own else None
