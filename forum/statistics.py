"""Who took part in a discussion, counted into figures that may be printed (forum.md §15).

What is stored has its small cells taken out already: nothing more can be read from the row.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from forum.cells import Cell, shown_number, suppress
from forum.models import Contribution, EDiscussion, PostKind, PostState, TopicRead
from forum.models.discussions import WEEK

FORMAT = 1  # of the stored figures
COLUMNS = (
    "post",
    "author",
    "author_name",
    "author_country",
    "author_region",
    "author_organisation_type",
    "language",
    "channel",
    "created",
    "question__number",
)


def freeze(discussion: EDiscussion, now: datetime) -> None:
    """Put the figures of this moment into the row; the caller saves it. Two queries."""
    published = Contribution.objects.filter(
        discussion=discussion, kind=PostKind.CONTRIBUTION, state=PostState.PUBLISHED
    )
    rows = list(published.order_by("created", "pk").values(*COLUMNS))
    read = TopicRead.objects.filter(topic__forum=discussion.forum)
    readers = read.values("user").distinct().count()
    discussion.statistics_frozen = figures_of(rows, readers, discussion.opens_at)
    discussion.statistics_at = now


def figures_of(
    rows: Iterable[dict[str, Any]], readers: int, opens_at: datetime | None
) -> dict[str, Any]:
    """The figures of contributions given by COLUMNS. Counts of people are of their last one.

    `people` has the tables that may be printed at all.
    """
    rows = list(rows)
    people = {_person(row): row for row in rows}  # the last contribution of each
    count = shown_number(len(people))
    posts = {
        "question": Counter(str(row["question__number"] or "") for row in rows),
        "week": Counter(str(_week(row["created"], opens_at)) for row in rows),
        "channel": Counter(row["channel"] for row in rows),
        "language": Counter(row["language"].partition("-")[0] for row in rows),
    }
    return {
        "format": FORMAT,
        "contributions": len(rows),
        "contributors": count,
        "readers": shown_number(readers),
        "countries": len({row["author_country"] for row in people.values()} - {""}),
        "posts": {
            name: [list(one) for one in sorted(counts.items())] for name, counts in posts.items()
        },
        "people": _people_tables(list(people.values())) if count is not None else {},
    }


def _person(row: dict[str, Any]) -> tuple[str, Any]:
    """One person, however often they wrote; who stays unnamed is one each time."""
    if row["author"] is not None:
        return "member", row["author"]
    name = row["author_name"].casefold()
    return ("name", (name, row["author_country"])) if name else ("post", row["post"])


def _week(created: datetime, opens_at: datetime | None) -> int:
    return max((created - opens_at) // WEEK + 1, 1) if opens_at else 1


def _people_tables(people: list[dict[str, Any]]) -> dict[str, list[list[Any]]]:
    """One-way tables, each safe by itself; countries within regions that are printed.

    A country's number with its region's would be a second way to subtract: so the countries of a
    region are a table whose sum is the region's number, and those of a hidden region are not told.
    """
    tables: dict[str, list[Cell] | None] = {
        "organisation_type": suppress(Counter(row["author_organisation_type"] for row in people)),
        "region": suppress(Counter(row["author_region"] for row in people)),
    }
    by_region: dict[str, Counter[str]] = defaultdict(Counter)
    for row in people:
        if row["author_country"]:
            by_region[row["author_region"]][row["author_country"]] += 1
    shown = {cell.code for cell in tables["region"] or () if cell.count is not None}
    countries = [cell for code in sorted(shown - {""}) for cell in suppress(by_region[code]) or ()]
    tables["country"] = sorted(countries, key=lambda cell: (-(cell.count or 0), cell.code))
    return {
        name: [[cell.code, cell.count, cell.is_few] for cell in cells]
        for name, cells in tables.items()
        if cells
    }
