"""The stored figures of a discussion in words, as a page prints them (forum.md §15)."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from common.templatetags.m4d import language_name, number
from forum.cells import SMALLEST
from forum.models import Channel, EDiscussion
from taxonomy.models import Country, MemberType, Region


@dataclass(frozen=True, slots=True)
class Table:
    """One one-way table: rows of a name and what stands for its number."""

    key: str
    caption: str
    rows: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Printed:
    """All figures of a discussion. `is_frozen`: they are of its end."""

    contributions: int
    contributors: str
    readers: str
    posts: list[Table]
    people: list[Table]


def figures_to_print(discussion: EDiscussion) -> Printed | None:
    """None before anything was counted. Three queries, for names."""
    stored = discussion.statistics_frozen
    if not stored:
        return None
    return Printed(
        contributions=stored["contributions"],
        contributors=_people(stored["contributors"]),
        readers=_people(stored["readers"]),
        posts=_tables_of_posts(stored["posts"]),
        people=_tables_of_people(stored["people"]),
    )


def _people(count: int | None) -> str:
    return _fewer() if count is None else str(number(count))


def _fewer() -> str:
    return _("fewer than %(number)d") % {"number": SMALLEST}


def _tables_of_posts(stored: dict[str, list[list[Any]]]) -> list[Table]:
    names = {
        "question": (_("Contributions by question"), _question),
        "week": (_("Contributions by week"), lambda code: _("Week %(week)s") % {"week": code}),
        "channel": (_("How they came in"), lambda code: str(Channel(code).label)),
        "language": (_("Contributions by language"), language_name),
    }
    return [
        Table(key, caption, [(name(code), str(number(count))) for code, count in stored[key]])
        for key, (caption, name) in names.items()
        if stored.get(key)
    ]


def _question(code: str) -> str:
    return _("Question %(number)s") % {"number": code} if code else _("General")


def _tables_of_people(stored: dict[str, list[list[Any]]]) -> list[Table]:
    names: dict[str, tuple[str, Any]] = {
        "region": (_("Contributors by region"), Region),
        "country": (_("Contributors by country"), Country),
        "organisation_type": (_("Contributors by kind of organisation"), MemberType),
    }
    tables = []
    for key, (caption, model) in names.items():
        cells = stored.get(key)
        if not cells:
            continue
        found = model.objects.filter(code__in=[code for code, _count, _few in cells])
        labels = {one.code: one.label for one in found} | {"": _("Not stated")}
        rows = [(labels.get(code, code), _cell(count, few)) for code, count, few in cells]
        tables.append(Table(key, caption, rows))
    return tables


def _cell(count: int | None, is_few: bool) -> str:
    if count is not None:
        return str(number(count))
    return _fewer() if is_few else _("not shown")
