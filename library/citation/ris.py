"""RIS, one tag a line (the format of reference managers since 2001, lines end in CR LF)."""

from collections.abc import Iterator, Sequence

from library.citation.work import Work

TYPES = {
    "article-journal": "JOUR",
    "book": "BOOK",
    "chapter": "CHAP",
    "dataset": "DATA",
    "graphic": "ART",
    "legislation": "STAT",
    "motion_picture": "VIDEO",
    "periodical": "SER",
    "post-weblog": "BLOG",
    "report": "RPRT",
}


def ris(works: Sequence[Work]) -> str:
    """All entries, an empty line between them."""
    return "\r\n".join("".join(f"{tag}  - {value}\r\n" for tag, value in _tags(w)) for w in works)


def _tags(work: Work) -> Iterator[tuple[str, str]]:
    yield "TY", TYPES.get(work.kind, "GEN")
    yield from _named(
        [
            *(("AU", str(name)) for name in work.authors),
            *(("ED", str(name)) for name in work.editors),
            *(("A4", str(name)) for name in work.translators),
            ("TI", work.title),
            ("T2", work.container),
            ("T3", work.series),
            ("PY", str(work.date.year) if work.date else ""),
            ("DA", _date(work)),
            ("ET", work.edition),
            ("VL", work.volume),
            ("IS", work.issue),
            ("M1", work.series_number),
            ("SP", work.first_page or str(work.pages or "")),
            ("EP", work.last_page),
            *(("PB", one) for one in work.publishers),
            ("CY", work.place),
            ("SN", work.isbn or work.issn),
            ("DO", work.doi),
            ("UR", work.url),
            ("LA", work.language),
            ("AB", work.abstract),
        ]
    )
    yield "ER", ""


def _named(tags: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for tag, value in tags:
        # A line break in a value would begin a new tag.
        line = " ".join("".join(one if one.isprintable() else " " for one in value).split())
        if line:
            yield tag, line


def _date(work: Work) -> str:
    """`YYYY/MM/DD/`, unknown parts empty, as the format asks."""
    if not work.date or not work.date.month:
        return ""
    day = f"{work.date.day:02d}" if work.date.day else ""
    return f"{work.date.year}/{work.date.month:02d}/{day}/"
