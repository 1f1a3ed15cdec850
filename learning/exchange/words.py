"""Words of a GIFT file: escaped signs, formats, and what the sanitiser takes from HTML."""

import re
from html import unescape
from html.parser import HTMLParser

from django.utils.html import escape, strip_tags
from django.utils.translation import gettext as _

from common.html import clean_html

# Escaped signs are letters of the private area while signs are looked for.
_ESCAPED = {"~": "\ue010", "=": "\ue011", "#": "\ue012", "{": "\ue013", "}": "\ue014"}
_ESCAPED |= {":": "\ue015", "\\": "\ue016"}
_BACK = str.maketrans({private: sign for sign, private in _ESCAPED.items()})
_FORMAT = re.compile(r"\A\s*\[(html|plain|markdown|moodle)\]", re.IGNORECASE)
_ONE_PARAGRAPH = re.compile(r"\A\s*<p[^>]*>((?:(?!<p[\s>]).)*)</p>\s*\Z", re.IGNORECASE | re.DOTALL)


def hide_escapes(text: str) -> str:
    """Escaped signs as private letters, `\\n` as a line end; any other backslash stays."""
    shown, at = [], 0
    while at < len(text):
        pair = text[at : at + 2]
        if pair == "\\n":
            shown.append("\n")
            at += 2
        elif pair[0] == "\\" and pair[1:] in _ESCAPED:
            shown.append(_ESCAPED[pair[1:]])
            at += 2
        else:
            shown.append(pair[0])
            at += 1
    return "".join(shown)


def show_escapes(text: str) -> str:
    """The signs that were escaped, as themselves."""
    return text.translate(_BACK)


def format_of(text: str, usual: str) -> tuple[str, str]:
    """(format, text without its mark). Moodle marks a question once, for all that is in it."""
    mark = _FORMAT.match(text)
    return (mark[1].lower(), text[mark.end() :]) if mark else (usual, text)


def words_as_html(text: str, usual: str, notes: list[str]) -> str:
    """Words of a file as rich text of ours. What the sanitiser removed is noted."""
    form, words = format_of(text, usual)
    shown = show_escapes(words).strip()
    if not shown:
        return ""
    if form != "html":
        if form == "markdown":
            _note(notes, _("Markdown was kept as plain text."))
        paragraphs = (escape(" ".join(one.split())) for one in shown.split("\n\n"))
        return "".join(f"<p>{one}</p>" for one in paragraphs if one)
    cleaned = str(clean_html(shown))
    if _parts_of(cleaned) != _parts_of(shown):
        _note(notes, _("Some HTML was removed."))
    return cleaned if cleaned.lstrip().startswith("<p") else f"<p>{cleaned}</p>"


def words_as_line(text: str, usual: str, notes: list[str]) -> str:
    """One line of plain text. HTML goes, and is noted unless it only says "a paragraph"."""
    form, words = format_of(text, usual)
    shown = show_escapes(words)
    if form == "html":
        paragraph = _ONE_PARAGRAPH.match(shown)
        inner = paragraph[1] if paragraph else shown
        shown = strip_tags(inner)
        if shown != inner:
            _note(notes, _("HTML of an answer was removed."))
        shown = unescape(shown)
    return " ".join(shown.split())


def _note(notes: list[str], words: str) -> None:
    """Once for a question, however many of its answers it is true of."""
    if words not in notes:
        notes.append(words)


class _Parts(HTMLParser):
    """Tags with their attributes, and the text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = sorted(f"{name}={value}" for name, value in attrs if name != "rel")
        self.tags.append(" ".join([tag, *own]))

    def handle_data(self, data: str) -> None:
        self.text += data.split()


def _parts_of(html: str) -> tuple[list[str], str]:
    """What must be the same before and after cleaning; `rel` of links is ours."""
    parts = _Parts()
    parts.feed(html)
    parts.close()
    return sorted(parts.tags), "".join(parts.text)
