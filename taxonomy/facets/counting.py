"""All counts of a list in one statement that finds the list itself only once.

The list and what is chosen stand in front as named tables (WITH); a branch for each facet counts
its values in them. Written as subqueries of each branch, the same list would be found once a
facet, and composing that took most of the time of a page.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple, cast

from django.db.models import Count, QuerySet, Value
from django.utils import timezone
from django.utils.translation import get_language

from common.statements import Sql, answers, ids_of, sql_of
from taxonomy.facets.definitions import TEXT, FacetDefinition

COUNTED = ("facet_value", "facet_label", "facet_place", "facet_count")
TOTAL = ""  # the key of the row that counts the results themselves
LIST = "facet_list"
OPEN = "facet_open"  # stands in the text of a branch for the table it counts in


class Counted(NamedTuple):
    """A value of a facet, its name (empty where the facet knows it), place and results."""

    value: str
    label: str
    place: int
    results: int


def count_values(
    items: QuerySet[Any],
    definitions: Mapping[str, FacetDefinition],
    chosen: Mapping[str, QuerySet[Any]],
) -> dict[str, list[Counted]]:
    """{key of a facet: its values}, and under TOTAL how many items there are. One query.

    `items` is the list before anything is chosen; `chosen` holds, for each facet in force, the
    items with one of its values. A facet's own choice is left out of its counts.
    """
    counts: dict[str, list[Counted]] = {TOTAL: [], **{key: [] for key in definitions}}
    using, model = items.db, cast(Any, items.model)
    listed = sql_of(items.order_by().values("pk"), using)
    if listed is None:
        return counts
    tables = {LIST: listed}
    for at, rows in enumerate(chosen.values()):
        tables[f"facet_chosen_{at}"] = sql_of(rows.values("pk"), using) or (
            "SELECT 0 WHERE 0 = 1",
            (),
        )
    names = {key: f"facet_chosen_{at}" for at, key in enumerate(chosen)}
    tables[OPEN] = (_narrowed(names.values()), ())
    for at, key in enumerate(chosen):
        others = (name for other, name in names.items() if other != key)
        tables[f"{OPEN}_{at}"] = (_narrowed(others), ())
    own = {key: f"{OPEN}_{at}" for at, key in enumerate(chosen)}
    branches = [("SELECT '', '', '', 0, COUNT(*) FROM " + OPEN, ())]  # noqa: S608 - a name of ours
    for key, definition in definitions.items():
        branch = _branch(
            definition, model, using, get_language(), timezone.get_current_timezone_name()
        )
        if branch:
            branches.append((branch[0].replace(f'"{OPEN}"', own.get(key, OPEN)), branch[1]))
    for key, value, label, place, results in answers(tables, branches, using):
        if results:
            counts[key].append(Counted(value, label, place, results))
    return counts


def _narrowed(names: Iterable[str]) -> str:
    """The list under these choices."""
    wanted = [f"id IN (SELECT id FROM {name})" for name in names]  # noqa: S608 - names of ours
    return f"SELECT id FROM {LIST} WHERE " + " AND ".join(["1 = 1", *wanted])  # noqa: S608 - same


@lru_cache(maxsize=512)
def _branch(
    definition: FacetDefinition, model: Any, using: str, *_language_and_zone: str | None
) -> Sql | None:
    """The text that counts the values of one facet in OPEN. The same for every request."""
    rows = definition.rows(model).filter(pk__in=ids_of(OPEN))
    rows = rows.order_by().annotate(
        facet_key=Value(definition.key, TEXT),
        facet_label=definition.names(),
        facet_place=definition.place(),
    )
    *names, count = COUNTED
    # An item with the same value twice counts once.
    counted = rows.values("facet_key", *names).annotate(facet_count=Count("pk", distinct=True))
    return sql_of(counted.values("facet_key", *names, count), using)
