"""One statement of many branches, each composed once and then kept as text.

Django composes a query anew for each request, which for a page takes far longer than the database
needs to answer. Where a page asks many tables alike, a branch for each table is composed once;
what differs between requests stands in front of them as named tables (WITH).
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

Sql = tuple[str, tuple[Any, ...]]


def ids_of(table: str) -> RawSQL:
    """The ids in a named table, for a filter of a branch: `page__in=ids_of("wanted")`."""
    return RawSQL(f'SELECT id FROM "{table}"', ())  # noqa: S608, S611 - a name of ours


def these(pks: Iterable[int]) -> Sql:
    """A named table of these numbers; there must be one at least."""
    numbers = tuple(pks)
    # Not a SELECT for each: SQLite joins at most 500 of those, and lists are longer.
    return "VALUES " + ", ".join(["(%s)"] * len(numbers)), numbers


def sql_of(rows: QuerySet[Any], using: str) -> Sql | None:
    """The text of a query and its values; None if Django knows that it finds nothing."""
    try:
        sql, params = rows.query.get_compiler(using).as_sql()
    except EmptyResultSet:
        return None
    return sql, tuple(params)


def answers(tables: Mapping[str, Sql], branches: Iterable[Sql], using: str) -> list[Any]:
    """The rows of all branches as tuples, in no order. `tables` are those that branches name.

    Values come as the database has them: branches ask for text and numbers.
    """
    selects = list(branches)
    if not selects:
        return []
    named = ", ".join(f"{name}(id) AS ({sql})" for name, (sql, _params) in tables.items())
    union = " UNION ALL ".join(sql for sql, _params in selects)
    params = [one for _sql, some in [*tables.values(), *selects] for one in some]
    with connections[using].cursor() as cursor:
        # Every part is text that Django made or a name of ours; values are parameters.
        cursor.execute(f"WITH {named} {union}", params)
        return cursor.fetchall()
