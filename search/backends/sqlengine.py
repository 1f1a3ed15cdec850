"""What both engines in the site's own database have in common: tables, writing, reading back."""

import hashlib
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Self

from django.conf import settings
from django.db import DatabaseError, OperationalError, connection, transaction

from common.indexing import SearchDoc
from search.access import Principal
from search.asking import Asked
from search.backends.base import EngineDown
from search.backends.sqlrows import Row, read
from search.backends.sqlsets import Dialect, contents_of
from search.backends.sqltables import COMMON, Tables
from search.backends.sqlwriting import written
from search.documents import Indexed, analysis

ROWS_VERSION = 2  # raise it when the same document gives other rows
REMEMBERED = 3600  # seconds a removal is remembered, against older writes that come late
CHUNK = 2_000  # rows read at a time
TitleRow = tuple[str, str, bool]  # key, folded title, whether it is in the reader's language


class SqlEngine:
    """The EmbeddedEngine of base.py but for keeping and finding terms. Reads are plain SQL."""

    sink = "embedded"
    name: str
    dialect: Dialect
    ddl: tuple[str, ...]
    types: dict[str, str]

    def __init__(self) -> None:
        self.budget = settings.SEARCH_ROWS

    def within(self, seconds: float) -> Self:
        """Itself: a database of the site's own is no server that may be away."""
        return self

    def refresh(self, generation: str) -> None:
        """Nothing to do: what was written is seen at once."""

    def mapping_hash(self) -> str:
        """Of the tables and of what analysis makes."""
        text = repr((ROWS_VERSION, analysis(), COMMON, self.ddl, self.types))
        return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()

    def create(self, generation: str) -> None:
        """Make the empty tables. Existing ones are left alone."""
        if self.exists(generation):
            return
        names = self._names(Tables.of(generation))
        with self.working(), transaction.atomic(), connection.cursor() as cursor:
            for statement in (*COMMON, *self.ddl):
                cursor.execute(statement.format(**names))

    def drop(self, generation: str) -> None:
        """Remove the tables that are there."""
        tables = Tables.of(generation)
        with self.working(), transaction.atomic(), connection.cursor() as cursor:
            for name in self._dropped(tables):
                cursor.execute(f"DROP TABLE IF EXISTS {name}")

    def exists(self, generation: str) -> bool:
        with self.working():
            return Tables.of(generation).doc in connection.introspection.table_names()

    def write(
        self, generation: str, documents: Sequence[Indexed], gone: Collection[str], version: int
    ) -> dict[str, str]:
        """Store and remove; older versions are dropped. Refused keys with the reason."""
        with self.working():
            return written(self, Tables.of(generation), documents, gone, version)

    def go_live(self, generation: str) -> None:
        """Nothing to do: the row of the generation says which tables are read."""

    def counts(self, generation: str) -> dict[str, int]:
        tables = Tables.of(generation)
        with self.reading() as cursor:
            cursor.execute(f"SELECT type, count(*) FROM {tables.meta} GROUP BY type")
            counted = dict(cursor.fetchall())
            types = contents_of(cursor, tables, self.dialect, counted)
        return {types[number][0]: documents for number, documents in counted.items()}

    def digests(self, generation: str) -> Iterator[tuple[str, str]]:
        """A few thousand at a time: others may write in between."""
        tables = Tables.of(generation)
        last = ""
        while True:
            with self.reading() as cursor:
                cursor.execute(
                    f"SELECT key, digest FROM {tables.doc} WHERE key > %s ORDER BY key LIMIT %s",
                    [last, CHUNK],
                )
                rows = cursor.fetchall()
            if not rows:
                return
            yield from rows
            last = rows[-1][0]

    def forget_removals(self, generation: str) -> int:
        tables = Tables.of(generation)
        with self.working(), connection.cursor() as cursor:
            cursor.execute(
                f"DELETE FROM {tables.gone} WHERE gone_at < %s", [int(time.time()) - REMEMBERED]
            )
            return cursor.rowcount

    def shown(self, generation: str, keys: Collection[str]) -> dict[str, SearchDoc]:
        """The stored documents of these keys. One statement."""
        tables = Tables.of(generation)
        condition, parameters = self.dialect.found_in("key", keys)
        with self.reading() as cursor:
            cursor.execute(f"SELECT key, document FROM {tables.doc} WHERE {condition}", parameters)
            return {key: read(document) for key, document in cursor.fetchall()}

    def digests_of(self, generation: str, keys: Collection[str]) -> dict[str, str]:
        """The digests of these keys, as far as they are stored. One statement."""
        tables = Tables.of(generation)
        condition, parameters = self.dialect.found_in("key", keys)
        with self.reading() as cursor:
            cursor.execute(f"SELECT key, digest FROM {tables.doc} WHERE {condition}", parameters)
            return dict(cursor.fetchall())

    def titles(
        self, generation: str, words: Sequence[str], principal: Principal, limit: int
    ) -> list[str]:
        """Titles in the reader's language come first; of each those that begin so, then newer."""
        if not words:
            return []
        with self.reading() as cursor:
            rows = self.title_rows(cursor, Tables.of(generation), words, principal)
        begun = " ".join(words)
        likeliest = sorted(rows, key=lambda row: (not row[2], not row[1].startswith(begun)))
        return [key for key, _title, _is_own in likeliest[:limit]]

    def title_rows(
        self, cursor: Any, tables: Tables, words: Sequence[str], principal: Principal
    ) -> list[TitleRow]:
        """Titles that hold the words, newest first."""
        raise NotImplementedError

    def public_documents(self, cursor: Any, tables: Tables) -> int:
        """How many there are, without counting them."""
        cursor.execute(f"SELECT documents FROM {tables.sums}")
        return cursor.fetchone()[0]

    def frequencies_of(
        self, cursor: Any, tables: Tables, asked: Sequence[Asked]
    ) -> Mapping[Asked, int]:
        """Public documents that each may find at most."""
        raise NotImplementedError

    def lock(self, cursor: Any, tables: Tables) -> None:
        raise NotImplementedError

    def put_texts(self, cursor: Any, tables: Tables, texts: Sequence[tuple[int, Row]]) -> None:
        raise NotImplementedError

    def remove_texts(self, cursor: Any, tables: Tables, numbers: Sequence[int]) -> None:
        raise NotImplementedError

    @contextmanager
    def working(self) -> Iterator[None]:
        """Say of whatever goes wrong with the tables that this engine is down."""
        try:
            yield
        except (OperationalError, DatabaseError) as wrong:
            raise EngineDown(f"{self.name}: {wrong}") from wrong

    @contextmanager
    def reading(self) -> Iterator[Any]:
        """A cursor for one reading, all of it as the tables are now."""
        with self.working(), connection.cursor() as cursor:
            yield cursor

    def _names(self, tables: Tables) -> dict[str, str]:
        return {name: getattr(tables, name) for name in Tables.__slots__} | self.types

    def _dropped(self, tables: Tables) -> list[str]:
        """In an order in which nothing that is left needs what is gone."""
        return [getattr(tables, name) for name in reversed(Tables.__slots__)]
