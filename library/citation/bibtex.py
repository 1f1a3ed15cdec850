"""BibTeX, in UTF-8, as BibTeX 0.99d and biber read it."""

import re
from collections.abc import Sequence
from urllib.parse import quote

from library.citation.work import Name, Work

ENTRY_TYPES = {
    "article-journal": "article",
    "book": "book",
    "chapter": "incollection",
    "report": "techreport",
}
# Braces count for BibTeX even after a backslash, so a lone one would swallow the rest of the file.
ESCAPES = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{sign: f"\\{sign}" for sign in "$&%#_"},
    }
)
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
A_WORD_AND = re.compile(r"\band\b", re.IGNORECASE)


def bibtex(works: Sequence[Work], keys: Sequence[str]) -> str:
    """All entries, one under the other."""
    return "\n".join(_entry(work, key) for work, key in zip(works, keys, strict=True))


def _entry(work: Work, key: str) -> str:
    entry_type = ENTRY_TYPES.get(work.kind, "misc")
    lines = [f"  {name} = {value}," for name, value in _fields(work, entry_type) if value]
    return "\n".join([f"@{entry_type}{{{key},", *lines, "}", ""])


def _fields(work: Work, entry_type: str) -> list[tuple[str, str]]:
    house = {"techreport": "institution", "misc": "howpublished"}.get(entry_type, "publisher")
    holder = "journal" if entry_type == "article" else "booktitle"
    number = work.issue if entry_type == "article" else work.series_number
    date = work.date
    return [
        ("author", _names(work.authors)),
        ("editor", _names(work.editors)),
        ("title", _text(work.title)),
        ("year", f"{{{date.year}}}" if date else ""),
        ("month", MONTHS[date.month - 1] if date and date.month else ""),
        (holder, _text(work.container)),
        (house, _text("; ".join(work.publishers))),
        ("address", _text(work.place)),
        ("type", _text(work.genre) if entry_type == "techreport" else ""),
        ("edition", _text(work.edition)),
        ("series", _text(work.series)),
        ("volume", _text(work.volume)),
        ("number", _text(number)),
        ("pages", _text(work.page_range.replace("-", "--"))),
        ("isbn", _text(work.isbn)),
        ("issn", _text(work.issn)),
        ("doi", _verbatim(work.doi)),
        ("url", _verbatim(work.url)),
        ("language", _text(work.language)),
        ("note", "" if date else "{n.d.}"),
    ]


def _text(value: str) -> str:
    value = " ".join("".join(one if one.isprintable() else " " for one in value).split())
    return f"{{{value.translate(ESCAPES)}}}" if value else ""


def _names(names: Sequence[Name]) -> str:
    return f"{{{' and '.join(_name(name) for name in names)}}}" if names else ""


def _name(name: Name) -> str:
    if name.literal:
        return _text(name.literal)  # braces: a body is one name, however many words and commas
    parts = [_text(part)[1:-1] for part in (name.family, name.given) if part]
    # A comma, or a person called "And", would end the part or the name: braces hide them.
    hidden = (A_WORD_AND.sub(r"{\g<0>}", part.replace(",", "{,}")) for part in parts)
    return ", ".join(hidden)


def _verbatim(address: str) -> str:
    """Addresses are taken letter by letter; what would end the field is written as %xx."""
    safe = "".join(
        one if one.isprintable() and one not in r"{}\ " else quote(one, safe="") for one in address
    )
    return f"{{{safe}}}" if safe else ""
