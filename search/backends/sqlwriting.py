"""Storing and removing, each only if nothing newer is known of the key (search.md §14)."""

import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Protocol

from django.db import connection, transaction

from search.backends.sqlrows import Row, facts_of, microseconds, place_of, row_of
from search.backends.sqlsets import Dialect, numbers_of
from search.backends.sqltables import Tables
from search.documents import Indexed

BATCH = 500  # documents in a transaction: others that write wait no longer than for these


class Texts(Protocol):
    """The part of an engine that keeps terms; all else about writing is the same."""

    dialect: Dialect

    def lock(self, cursor: Any, tables: Tables) -> None:
        """Let nobody else write to these tables until the transaction ends."""

    def put_texts(self, cursor: Any, tables: Tables, texts: Sequence[tuple[int, Row]]) -> None: ...

    def remove_texts(self, cursor: Any, tables: Tables, numbers: Sequence[int]) -> None: ...


def written(
    texts: Texts,
    tables: Tables,
    documents: Iterable[Indexed],
    gone: Collection[str],
    version: int,
) -> dict[str, str]:
    """Store `documents`, remove the keys `gone`; refused keys with the reason.

    At most 500 in a transaction.
    """
    refused: dict[str, str] = {}
    rows: dict[str, Row] = {}
    for one in documents:
        try:
            rows[one.document.key] = row_of(one)
        except ValueError as why:
            refused[one.document.key] = str(why)
    for part in _parts(rows.values()):
        with transaction.atomic(), connection.cursor() as cursor:
            texts.lock(cursor, tables)
            _Batch(texts, tables, cursor, version).store(part)
    for keys in _parts(gone):
        with transaction.atomic(), connection.cursor() as cursor:
            texts.lock(cursor, tables)
            _Batch(texts, tables, cursor, version).remove(keys)
    return refused


def _parts(all_: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(all_)
    while part := list(islice(rest, BATCH)):
        yield part


class _Batch:
    """One transaction's worth of writing."""

    def __init__(self, texts: Texts, tables: Tables, cursor: Any, version: int) -> None:
        self._texts, self._tables, self._cursor = texts, tables, cursor
        self._version = version
        self._last: dict[int, int] = {}  # numbers given in this batch, by the first of their place

    def store(self, rows: Sequence[Row]) -> None:
        keys = [row.indexed.document.key for row in rows]
        kept, removed = self._kept(keys), self._removed(keys)
        same: list[str] = []
        changed: list[tuple[int, Row]] = []
        replaced: list[int] = []
        for row in rows:
            key = row.indexed.document.key
            number, version, digest = kept.get(key, (None, -1, ""))
            if max(version, removed.get(key, -1)) > self._version:
                continue
            if digest == row.indexed.digest:
                same.append(key)
                continue
            if number is not None:
                replaced.append(number)
            changed.append((self._number(row, number), row))
        self._where("UPDATE {doc} SET version = %s WHERE", "key", same, self._version)
        self._take_out(replaced)
        self._put(changed)
        self._where(
            "DELETE FROM {gone} WHERE", "key", [row.indexed.document.key for _, row in changed]
        )

    def remove(self, keys: Sequence[str]) -> None:
        kept, removed = self._kept(keys), self._removed(keys)
        older = [
            key
            for key in keys
            if max(kept.get(key, (0, -1, ""))[1], removed.get(key, -1)) <= self._version
        ]
        self._take_out([kept[key][0] for key in older if key in kept])
        now = int(time.time())
        self._cursor.executemany(
            f"INSERT INTO {self._tables.gone} (key, version, gone_at) VALUES (%s, %s, %s)"
            " ON CONFLICT (key) DO UPDATE SET version = excluded.version,"
            " gone_at = excluded.gone_at",
            [(key, self._version, now) for key in older],
        )

    def _kept(self, keys: Sequence[str]) -> dict[str, tuple[int, int, str]]:
        self._where("SELECT key, id, version, digest FROM {doc} WHERE", "key", keys)
        return {key: tuple(rest) for key, *rest in self._cursor.fetchall()} if keys else {}

    def _removed(self, keys: Sequence[str]) -> dict[str, int]:
        self._where("SELECT key, version FROM {gone} WHERE", "key", keys)
        return dict(self._cursor.fetchall()) if keys else {}

    def _number(self, row: Row, own: int | None) -> int:
        """The number that the row has, if it fits its date still, or the next free one there."""
        first, last = place_of(row)
        if own is not None and first <= own <= last:
            return own
        while True:
            number = self._next(first, last)
            if number <= last:
                self._last[first] = number
                return number
            first, last = last + 1, last + 1 + (last - first)

    def _next(self, first: int, last: int) -> int:
        if first not in self._last:
            self._cursor.execute(
                f"SELECT max(id) FROM {self._tables.doc} WHERE id BETWEEN %s AND %s", [first, last]
            )
            self._last[first] = self._cursor.fetchone()[0] or first - 1
        return self._last[first] + 1

    def _take_out(self, numbers: Sequence[int]) -> None:
        if numbers:
            self._where(
                "SELECT count(*), coalesce(sum(terms), 0) FROM {doc} WHERE public AND",
                "id",
                numbers,
            )
            documents, terms = self._cursor.fetchone()
            self._add(-documents, -terms)
            self._texts.remove_texts(self._cursor, self._tables, numbers)
            self._where("DELETE FROM {meta} WHERE", "id", numbers)
            self._where("DELETE FROM {doc} WHERE", "id", numbers)

    def _put(self, rows: Sequence[tuple[int, Row]]) -> None:
        if not rows:
            return
        contents = {content for _, row in rows for content in row.contents}
        sets = numbers_of(self._cursor, self._tables, self._texts.dialect, contents)
        self._cursor.executemany(
            f"INSERT INTO {self._tables.doc} (id, key, version, digest, public, terms, static_rank,"
            " published, starts, title_terms, folded_title, document)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [self._doc(number, row) for number, row in rows],
        )
        self._cursor.executemany(
            f"INSERT INTO {self._tables.meta} (id, acl, anc, type, lang, themes, places, fmt,"
            " year, page, facts) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                _meta(number, row, [sets[content] for content in row.contents])
                for number, row in rows
            ],
        )
        public = [row.terms for _, row in rows if row.indexed.public]
        self._add(len(public), sum(public))
        self._texts.put_texts(self._cursor, self._tables, rows)

    def _add(self, documents: int, terms: int) -> None:
        """Keep the sums of public documents."""
        if documents:
            self._cursor.execute(
                f"UPDATE {self._tables.sums} SET documents = documents + %s, terms = terms + %s",
                [documents, terms],
            )

    def _doc(self, number: int, row: Row) -> tuple[Any, ...]:
        indexed, one = row.indexed, row.indexed.document
        return (
            number,
            one.key,
            self._version,
            indexed.digest,
            indexed.public,
            row.terms,
            one.static_rank,
            microseconds(one.published_at),
            microseconds(one.starts_at),
            row.title,
            row.folded_title,
            row.document,
        )

    def _where(self, statement: str, column: str, values: Sequence[Any], *before: Any) -> None:
        """Run a statement for rows with one of `values`; none at all where there are no values."""
        if values:
            condition, parameters = self._texts.dialect.found_in(column, values)
            doc, gone, meta = self._tables.doc, self._tables.gone, self._tables.meta
            begun = statement.format(doc=doc, gone=gone, meta=meta)
            self._cursor.execute(f"{begun} {condition}", [*before, *parameters])


def _meta(number: int, row: Row, sets: Sequence[int]) -> tuple[Any, ...]:
    """`sets`: the numbers of its contents."""
    _audience, _ancestors, *counted = sets
    year = row.indexed.document.year or 0
    return (number, *sets, year, row.page, facts_of([row.moment, *counted, year]))
