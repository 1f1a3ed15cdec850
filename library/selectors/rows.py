"""The small rows of records, all kinds and any number of records in one query.

A record has a dozen child tables; asking each would take the whole budget of a page
(quality.md §6).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import router
from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat, Substr
from django.utils.translation import get_language

from common.collation import sort_key
from common.statements import Sql, answers, ids_of, sql_of, these
from library.models import (
    Contributor,
    LinkCheck,
    ResourceLanguage,
    ResourcePage,
    ResourcePublisher,
    ResourceRegion,
    Role,
)
from taxonomy.admin_forms import RELATIONS, link_model, term_model
from taxonomy.facets.definitions import name_in_reading_language

TEXT = CharField()
RECORDS = "records_asked"  # the named table that holds the records whose rows are asked
COLUMNS = ("row_page", "row_kind", "row_place", "row_code", "row_text", "row_more")


@dataclass(frozen=True, slots=True)
class ContributorLine:
    """Somebody who made the work."""

    name: str
    role: str

    @property
    def display_name(self) -> str:
        """In the order people say it: “Ana van der Berg”. Bodies are never turned round."""
        family, comma, given = self.name.partition(",")
        if not comma or self.role == Role.CORPORATE:
            return self.name
        return f"{given.strip()} {family.strip()}"


@dataclass(frozen=True, slots=True)
class PublisherLine:
    """Who published it; `number` is the organisation's, empty for a mere name."""

    name: str
    acronym: str
    number: str
    grouping: str  # of the seat: south, north, unset or empty

    @property
    def short_name(self) -> str:
        """The acronym where there is one: lists have little room."""
        return self.acronym or self.name


@dataclass(frozen=True, slots=True)
class NamedTerm:
    """A term as readers see it; `native` is a language's own name, else empty."""

    code: str
    label: str
    native: str = ""


@dataclass(frozen=True, slots=True)
class CheckLine:
    """What the weekly test found: broken since `day`, or answering on `day`."""

    url: str
    is_broken: bool
    day: date


@dataclass(slots=True)
class Rows:
    """What the child tables say of one record."""

    contributors: list[ContributorLine] = field(default_factory=list)
    publishers: list[PublisherLine] = field(default_factory=list)
    languages: list[NamedTerm] = field(default_factory=list)
    regions: list[NamedTerm] = field(default_factory=list)
    themes: list[NamedTerm] = field(default_factory=list)
    countries: list[NamedTerm] = field(default_factory=list)
    focus_areas: list[NamedTerm] = field(default_factory=list)
    sdg_targets: list[NamedTerm] = field(default_factory=list)
    gcm_objectives: list[NamedTerm] = field(default_factory=list)
    tags: list[NamedTerm] = field(default_factory=list)
    checks: list[CheckLine] = field(default_factory=list)

    @property
    def is_joint(self) -> bool:
        """A joint product: two publishers or more (K6)."""
        return len(self.publishers) >= 2

    @property
    def is_north_south(self) -> bool:
        """Publishers have their seats both in the South and in the North (K6)."""
        return {"south", "north"} <= {one.grouping for one in self.publishers}


KINDS = ("contributors", "publishers", "languages", "regions", *RELATIONS, "checks")


def rows_of(pks: Iterable[int], kinds: Sequence[str] = KINDS) -> dict[int, Rows]:
    """{record: its rows}, as published, in order; only terms that are offered. One query."""
    pks = list(pks)
    found = {pk: Rows() for pk in pks}
    if not pks:
        return found
    using = router.db_for_read(ResourcePage)
    branches = [one for kind in kinds for one in _branches(kind, using, get_language())]
    rows = answers({RECORDS: these(pks)}, branches, using)
    for pk, kind, _at, code, text, more in sorted(rows, key=_place):
        getattr(found[pk], kind).append(_line(kind, code, text, more))
    return found


def rows_of_draft(record: ResourcePage) -> Rows:
    """The same, as the editor has them in front of them; a query a table."""
    rows = Rows(
        contributors=[ContributorLine(one.name, one.role) for one in record.contributors.all()],
        publishers=[_of_publisher(one) for one in record.publishers.all()],
        languages=[
            NamedTerm(one.term.code, one.term.label, one.term.native_name)
            for one in record.language_links.all()
        ],
        regions=[NamedTerm(one.term.code, one.term.label) for one in record.region_links.all()],
    )
    for vocabulary in RELATIONS:
        terms = [NamedTerm(one.code, one.label) for one in record.terms(vocabulary)]
        setattr(rows, vocabulary, terms)
    return rows


def _of_publisher(row: ResourcePublisher) -> PublisherLine:
    body = row.organisation
    if body is None:
        return PublisherLine(row.name, "", "", "")
    grouping = body.seat_country.grouping if body.seat_country else ""
    return PublisherLine(body.name, body.acronym, str(body.pk), grouping)


def _line(kind: str, code: str, text: str, more: str) -> Any:
    if kind == "contributors":
        return ContributorLine(text, code)
    if kind == "publishers":
        acronym, _bar, grouping = more.rpartition("|")
        return PublisherLine(text, acronym, code, grouping)
    if kind == "checks":
        return CheckLine(code, is_broken=text == "broken", day=date.fromisoformat(more))
    return NamedTerm(code, text, more)


@lru_cache(maxsize=128)
def _branches(kind: str, using: str, _language: str | None) -> list[Sql]:
    """What asks for one field of Rows, of the records in RECORDS. The same for every request."""
    return [sql for query in _queries_of(kind) if (sql := sql_of(query, using))]


def _queries_of(kind: str) -> list[QuerySet[Any]]:
    if kind in RELATIONS:
        return [_terms(kind)]
    if kind == "checks":
        return [_checks(field) for field in ("source_link", "original_link")]
    own = {
        "contributors": _contributors,
        "publishers": _publishers,
        "languages": _languages,
        "regions": _regions,
    }
    return [own[kind]()]


def _contributors() -> QuerySet[Any]:
    rows = _of_records(Contributor)
    return _as_rows(rows, "contributors", F("sort_order"), F("role"), F("name"), _empty())


def _publishers() -> QuerySet[Any]:
    rows = _of_records(ResourcePublisher)
    body = "organisation__"
    more = _joined(F(f"{body}acronym"), F(f"{body}seat_country__grouping"))
    number = Coalesce(Cast("organisation", TEXT), Value(""))
    name = Coalesce(F(f"{body}name"), F("name"))
    return _as_rows(rows, "publishers", F("sort_order"), number, name, more)


def _languages() -> QuerySet[Any]:
    return _as_terms(_of_records(ResourceLanguage), "languages", F("term__native_name"))


def _regions() -> QuerySet[Any]:
    return _as_terms(_of_records(ResourceRegion), "regions", _empty())


def _terms(vocabulary: str) -> QuerySet[Any]:
    offered = term_model(vocabulary)._default_manager.offered()
    links = _of_records(link_model(vocabulary)).filter(term__in=offered)
    return _as_terms(links, vocabulary, _empty())


def _checks(field: str) -> QuerySet[Any]:
    """What the link test found at one address of each record, and on which day."""
    check = LinkCheck.objects.filter(url=OuterRef(field), checked_at__isnull=False)
    moment = Coalesce(F("broken_since"), F("checked_at"))
    rows = ResourcePage._base_manager.filter(Exists(check), pk__in=ids_of(RECORDS))
    state = Case(When(Exists(check.filter(is_ok=False)), then=Value("broken")), default=Value("ok"))
    day = Subquery(check.annotate(day=Substr(Cast(moment, TEXT), 1, 10)).values("day")[:1])
    return _as_rows(rows, "checks", Value(0), F(field), state, day, page="page_ptr")


def _of_records(model: Any) -> QuerySet[Any]:
    return model._default_manager.filter(page__in=ids_of(RECORDS))


def _as_terms(rows: QuerySet[Any], kind: str, more: Any) -> QuerySet[Any]:
    label = name_in_reading_language("term__")
    return _as_rows(rows, kind, F("term__order"), F("term__code"), label, more)


def _place(row: tuple[Any, ...]) -> tuple[int, str]:
    return row[2], sort_key(row[4])


def _as_rows(
    rows: QuerySet[Any], kind: str, place: Any, code: Any, text: Any, more: Any, page: str = "page"
) -> QuerySet[Any]:
    return (
        rows.order_by()
        .annotate(
            row_page=F(page),
            row_kind=Value(kind, TEXT),
            row_place=Coalesce(place, Value(0), output_field=IntegerField()),
            row_code=Cast(code, TEXT),
            row_text=Cast(text, TEXT),
            row_more=Cast(more, TEXT),
        )
        .values(*COLUMNS)
    )


def _joined(left: Any, right: Any) -> Any:
    empty = Value("")
    return Concat(Coalesce(left, empty), Value("|"), Coalesce(right, empty), output_field=TEXT)


def _empty() -> Value:
    return Value("", TEXT)
