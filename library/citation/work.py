"""A work as citations see it: names in parts, one kind, no page and no database."""

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from common.partial_dates import PartialDate
from library.models import Role

if TYPE_CHECKING:
    from library.models import ResourcePage
    from library.selectors.rows import Rows

# Our types in the words of CSL 1.0.2; what is not named here is a report.
KINDS = {
    "article": "article-journal",
    "blog": "post-weblog",
    "book": "book",
    "course-module": "chapter",
    "dataset": "dataset",
    "handbook-guide": "book",
    "infographic-factsheet": "graphic",
    "interview": "interview",
    "journal-special-issue": "article-journal",
    "manual": "book",
    "newsletter": "periodical",
    "policy-strategy-law": "legislation",
    "video-recording": "motion_picture",
}
SHORT_WORDS = {"a", "an", "the", "of", "on", "le", "la", "les", "el", "los", "las", "un", "une"}


@dataclass(frozen=True, slots=True)
class Name:
    """A person in two parts, or a body whose `literal` name is never cut."""

    family: str = ""
    given: str = ""
    literal: str = ""

    @classmethod
    def of_person(cls, text: str) -> "Name":
        """“van der Berg, Ana” says where the family name ends; else it is the last word."""
        text = " ".join(text.split())
        family, comma, given = text.partition(",")
        if not comma:
            given, _space, family = text.rpartition(" ")
        family, given = family.strip(), given.strip()
        return cls(family, given) if family else cls(literal=given or text)

    @classmethod
    def of_body(cls, text: str) -> "Name":
        return cls(literal=" ".join(text.split()))

    def __str__(self) -> str:
        """As reference lists print it."""
        return self.literal or ", ".join(filter(None, [self.family, self.given]))


@dataclass(frozen=True, slots=True)
class Work:
    """What all formats are made from. Empty means unknown and is left out."""

    kind: str
    genre: str
    title: str
    authors: tuple[Name, ...]
    editors: tuple[Name, ...]
    translators: tuple[Name, ...]
    publishers: tuple[str, ...]
    place: str
    date: PartialDate | None
    edition: str
    container: str
    volume: str
    issue: str
    first_page: str
    last_page: str
    pages: int | None
    series: str
    series_number: str
    isbn: str
    issn: str
    doi: str
    url: str
    language: str
    abstract: str

    @property
    def key(self) -> str:
        """A key for BibTeX and CSL: name, year or `nd`, first long word of the title."""
        named = [*self.authors, *self.editors]
        who = (named[0].family or named[0].literal) if named else "anon"
        words = [word for word in _ascii(self.title).split() if word not in SHORT_WORDS]
        year = str(self.date.year) if self.date else "nd"
        return "".join([*_ascii(who).split()[:1], year, *words[:1]])

    @property
    def page_range(self) -> str:
        """`12-30`, or the one page that is known."""
        return "-".join(filter(None, [self.first_page, self.last_page]))


def work_of(record: "ResourcePage", *, rows: "Rows", url: str) -> Work:
    """The work of a record; `rows` are its contributors and publishers, `url` its own address.

    Without a named author or editor the publishers answer for the work, as bodies.
    """
    names = _names_by_role(rows)
    publishers = tuple(one.name for one in rows.publishers)
    authors = names[Role.AUTHOR] + names[Role.CORPORATE]
    if not authors and not names[Role.EDITOR]:
        authors = tuple(Name.of_body(one) for one in publishers)
    return Work(
        kind=_kind(record),
        genre=record.type.label,
        title=": ".join(filter(None, [record.title, record.subtitle])),
        authors=authors,
        editors=names[Role.EDITOR],
        translators=names[Role.TRANSLATOR],
        publishers=publishers,
        place=record.place,
        date=record.partial_date,
        edition=record.edition,
        container=record.name_of_whole(),
        volume=record.volume,
        issue=record.issue,
        first_page=record.first_page,
        last_page=record.last_page,
        pages=record.pages,
        series=record.name_of_series(),
        series_number=record.series_number,
        isbn=record.isbn,
        issn=record.issn,
        doi=record.doi,
        url=record.original_link or record.source_link or url,
        language=record.locale.language_code,
        abstract=record.abstract or record.summary,
    )


def _names_by_role(rows: "Rows") -> dict[str, tuple[Name, ...]]:
    names: dict[str, tuple[Name, ...]] = dict.fromkeys(Role.values, ())
    for one in rows.contributors:
        is_body = one.role == Role.CORPORATE
        name = Name.of_body(one.name) if is_body else Name.of_person(one.name)
        names[one.role] += (name,)
    return names


def _kind(record: "ResourcePage") -> str:
    kind = KINDS.get(record.type.code, "report")
    in_something = record.container or record.part_of_id
    if kind == "chapter" and not in_something:
        return "document"
    if kind == "report" and record.container and (record.issn or record.volume):
        return "article-journal"
    if kind == "article-journal" and not record.container:
        return "document"
    return kind


def _ascii(text: str) -> str:
    """Small letters and digits of ASCII, other signs as spaces: Égypte becomes egypte."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(one for one in plain if not unicodedata.combining(one))
    return re.sub(r"[^a-z0-9]+", " ", letters).strip()
