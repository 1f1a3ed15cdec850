"""Sets as integers: a document's audience, ancestors and facet values (search.md §11).

Equal sets share one number, so that a reader's filter compares integers and counting a facet is
counting integers, unfolded afterwards.
"""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from enum import IntEnum
from functools import lru_cache
from typing import Any

from search.access import Principal
from search.backends.sqltables import Tables


class Kind(IntEnum):
    AUDIENCE = 1
    ANCESTORS = 2
    TYPE = 3
    LANG = 4
    THEMES = 5
    PLACES = 6
    FORMAT = 7


KIND_OF_FACET = {
    "type": Kind.TYPE,
    "lang": Kind.LANG,
    "theme": Kind.THEMES,
    "country": Kind.PLACES,
    "format": Kind.FORMAT,
}
Sql = tuple[str, list[Any]]
Content = tuple[Kind, str]


class Dialect:
    """How a database is told "one of these": the only words in which the two differ here."""

    def one_of(self, column: str) -> str:
        """A condition with one placeholder, for what `values` makes of a collection."""
        raise NotImplementedError

    def values(self, values: Iterable[Any]) -> Any:
        raise NotImplementedError

    def in_query(self, column: str, query: str) -> str:
        """A condition that the column holds one of what `query` gives."""
        return f"{column} IN ({query})"

    def found_in(self, column: str, values: Iterable[Any]) -> Sql:
        return self.one_of(column), [self.values(values)]


def content_of(kind: Kind, values: Iterable[str]) -> Content:
    """A set as it is compared and stored: sorted, without doubles."""
    return kind, json.dumps(sorted(set(values)), ensure_ascii=False)


def numbers_of(
    cursor: Any, tables: Tables, dialect: Dialect, contents: Collection[Content]
) -> dict[Content, int]:
    """The numbers of these sets; new sets are written. Inside a transaction."""
    numbers = _known(cursor, tables, dialect, contents)
    new = sorted(set(contents) - numbers.keys())
    if new:
        cursor.executemany(
            f"INSERT INTO {tables.sets} (kind, content) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            new,
        )
        numbers |= _known(cursor, tables, dialect, new)
        rows = [
            (kind, value, numbers[kind, content])
            for kind, content in new
            for value in _held(content)
        ]
        cursor.executemany(
            f"INSERT INTO {tables.values} (kind, value, set_id) VALUES (%s, %s, %s)"
            " ON CONFLICT DO NOTHING",
            rows,
        )
    return numbers


def _known(
    cursor: Any, tables: Tables, dialect: Dialect, contents: Collection[Content]
) -> dict[Content, int]:
    texts, parameters = dialect.found_in("content", {content for _kind, content in contents})
    cursor.execute(f"SELECT kind, content, id FROM {tables.sets} WHERE {texts}", parameters)
    return {(Kind(kind), content): number for kind, content, number in cursor.fetchall()}


def filter_of(tables: Tables, dialect: Dialect, principal: Principal) -> Sql:
    """The condition on `m` (meta) that a document may be seen (search.md §5)."""
    holders = f"SELECT set_id FROM {tables.values} WHERE kind = %s AND {dialect.one_of('value')}"
    conditions = [dialect.in_query("m.acl", holders)]
    parameters: list[Any] = [int(Kind.AUDIENCE), dialect.values(principal.allow)]
    if principal.denied:
        conditions.append(f"NOT ({dialect.in_query('m.anc', holders)})")
        parameters += [int(Kind.ANCESTORS), dialect.values(principal.denied)]
    if pages := page_numbers(principal.denied):
        condition, values = dialect.found_in("m.page", pages)
        conditions.append(f"NOT ({condition})")
        parameters += values
    return " AND ".join(conditions), parameters


def in_language(tables: Tables, dialect: Dialect, lang: str) -> Sql:
    """Whether a document (its row `m` of meta) is in the language, as a column."""
    those = f"SELECT set_id FROM {tables.values} WHERE kind = %s AND value = %s"
    return dialect.in_query("m.lang", those), [int(Kind.LANG), lang]


def page_numbers(ancestors: Iterable[str]) -> list[int]:
    """The numbers of the pages among ancestors: "p:7" is 7."""
    return sorted(
        int(number)
        for kind, _, number in (one.partition(":") for one in ancestors)
        if kind == "p" and number.isdecimal()
    )


def chosen(
    cursor: Any, tables: Tables, dialect: Dialect, selected: Mapping[str, Collection[str]]
) -> dict[str, frozenset[int]]:
    """For each selected facet the numbers that meet it: of sets, or the years themselves.

    One statement, and none where only years are selected.
    """
    numbers: dict[str, set[int]] = {facet: set() for facet in selected}
    conditions: list[str] = []
    parameters: list[Any] = []
    for facet, values in selected.items():
        if facet == "year":
            numbers[facet] = _years(values)
            continue
        condition, some = dialect.found_in("value", values)
        conditions.append(f"(kind = %s AND {condition})")
        parameters += [int(KIND_OF_FACET[facet]), *some]
    if conditions:
        facets = {int(KIND_OF_FACET[facet]): facet for facet in selected if facet != "year"}
        cursor.execute(
            f"SELECT kind, set_id FROM {tables.values} WHERE {' OR '.join(conditions)}", parameters
        )
        for kind, number in cursor.fetchall():
            numbers[facets[kind]].add(number)
    return {facet: frozenset(some) for facet, some in numbers.items()}


def _years(values: Iterable[str]) -> set[int]:
    # At most four figures: none is too large for the column. 0 is written where there is no year.
    return {int(one) for one in values if one.isdecimal() and len(one) <= 4} - {0}


def unfolded(
    cursor: Any, tables: Tables, dialect: Dialect, counted: Mapping[str, Counter[int]]
) -> dict[str, Counter[str]]:
    """Facet → value → documents, from counts of set numbers."""
    wanted = {number for facet, counts in counted.items() if facet != "year" for number in counts}
    contents = contents_of(cursor, tables, dialect, wanted)
    facets: dict[str, Counter[str]] = {}
    for facet, counts in counted.items():
        values: Counter[str] = Counter()
        for number, documents in counts.items():
            held = ((str(number),) if number else ()) if facet == "year" else contents[number]
            for value in held:
                values[value] += documents
        facets[facet] = values
    return facets


def contents_of(
    cursor: Any, tables: Tables, dialect: Dialect, numbers: Collection[int]
) -> dict[int, tuple[str, ...]]:
    """What the sets of these numbers hold."""
    condition, parameters = dialect.found_in("id", numbers)
    cursor.execute(f"SELECT id, content FROM {tables.sets} WHERE {condition}", parameters)
    return {number: _held(content) for number, content in cursor.fetchall()}


@lru_cache(maxsize=20_000)
def _held(content: str) -> tuple[str, ...]:
    """What a set holds: the same few thousand are read at each search."""
    return tuple(json.loads(content))
