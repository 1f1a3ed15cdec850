"""Full text in SQLite: FTS5 over our finished terms (search.md §11).

A document fills one of two pairs of columns, public or restricted, so that anonymous readers are
asked of public words alone. One statement looks at no more rows than the budget, newest first;
choosing, counting and scoring are done in Python.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db import connection, transaction

from search.access import Principal
from search.asking import Asked
from search.backends.base import Answer, Ask
from search.backends.sqlengine import SqlEngine, TitleRow
from search.backends.sqlfts import PUBLIC, PUBLIC_ONLY, any_of, phrase
from search.backends.sqliteasking import Asking
from search.backends.sqlrows import Row
from search.backends.sqlsets import Dialect, filter_of, in_language
from search.backends.sqltables import Tables

# ascii: every letter beyond it belongs to a word, whatever Unicode the library was built with, and
# nothing is folded again. Our terms are words already (decision 0125).
DDL = (
    "CREATE VIRTUAL TABLE {text} USING fts5(public_title, public_text, restricted_title,"
    " restricted_text, tokenize = 'ascii')",
    "CREATE VIRTUAL TABLE {vocab} USING fts5vocab('{text}', 'col')",
    "CREATE VIRTUAL TABLE {title} USING fts5(public_title, restricted_title, tokenize = 'ascii',"
    " prefix = '2 3')",
    "CREATE TABLE {often} (term TEXT PRIMARY KEY, documents INTEGER NOT NULL) WITHOUT ROWID",
)
MERGED_AT_ONCE = 500  # pages of the index that a step of tidying up writes
TITLES_LOOKED_AT = 300
PREFIXES_COUNTED = 2_000  # words with one beginning; more of them are common for certain
EXACT_BELOW = 1_000
# A word in so many documents takes long to count (100,000: 20 ms): that is done at night.
OFTEN = 2_000


class _SQLite(Dialect):
    def one_of(self, column: str) -> str:
        return f"{column} IN (SELECT value FROM json_each(%s))"

    def values(self, values: Iterable[Any]) -> str:
        return json.dumps(sorted(values))


class SQLiteEngine(SqlEngine):
    """The engine that needs no server."""

    name = "sqlite"
    often = OFTEN
    dialect = _SQLite()
    ddl = DDL
    types = {
        "id_type": "INTEGER",
        "set_id_type": "INTEGER",
        "key_type": "TEXT",
        "facts_type": "BLOB",
    }

    def finish(self, generation: str) -> None:
        """Merge what the backfill left in pieces, a step a transaction: others write meanwhile.

        The order needs no work: a row's number is its date (sqlrows.place_of).
        """
        tables = Tables.of(generation)
        with self.working(), connection.cursor() as cursor:
            for table in (tables.text, tables.title):
                self._merge(cursor, table)
            self._count_common_words(cursor, tables)

    def _merge(self, cursor: Any, table: str) -> None:
        command = f"INSERT INTO {table} ({table}, rank) VALUES ('merge', %s)"
        # Negative, once: pieces of every size are merged, not only those of equal size.
        pages, step = -MERGED_AT_ONCE, 0
        while True:
            cursor.execute("SELECT total_changes()")
            before = cursor.fetchone()[0]
            with transaction.atomic():
                cursor.execute(command, [pages])
            cursor.execute("SELECT total_changes()")
            step, pages = step + 1, MERGED_AT_ONCE
            # Nothing done is one change: the command itself (sqlite.org/fts5.html, 'merge').
            if cursor.fetchone()[0] - before < 2:
                return

    def _count_common_words(self, cursor: Any, tables: Tables) -> None:
        cursor.execute(
            f"SELECT term, sum(doc) FROM {tables.vocab} WHERE col IN {PUBLIC}"
            " GROUP BY term HAVING sum(doc) >= %s",
            [self.often],
        )
        counted = cursor.fetchall()
        with transaction.atomic():
            cursor.execute(f"DELETE FROM {tables.often}")
            cursor.executemany(
                f"INSERT INTO {tables.often} (term, documents) VALUES (%s, %s)", counted
            )

    def search(self, generation: str, ask: Ask) -> Answer:
        tables = Tables.of(generation)
        with self.reading() as cursor:
            return Asking(self, cursor, tables, ask).answer()

    def title_rows(
        self, cursor: Any, tables: Tables, words: Sequence[str], principal: Principal
    ) -> list[TitleRow]:
        """Titles that hold the words, newest first."""
        last = Asked((words[-1],), is_prefix=True)
        wanted = " AND ".join(phrase(one) for one in (*(Asked((w,)) for w in words[:-1]), last))
        if principal.is_anonymous:
            wanted = f"{{public_title}} : ({wanted})"
        is_own, language = in_language(tables, self.dialect, principal.lang)
        allowed, parameters = filter_of(tables, self.dialect, principal)
        cursor.execute(
            f"SELECT d.key, d.folded_title, {is_own} FROM {tables.title} CROSS JOIN {tables.meta} m"
            f" ON m.id = {tables.title}.rowid CROSS JOIN {tables.doc} d ON d.id = m.id"
            f" WHERE {tables.title} MATCH %s AND {allowed}"
            f" ORDER BY {tables.title}.rowid DESC LIMIT %s",
            [*language, wanted, *parameters, TITLES_LOOKED_AT],
        )
        return cursor.fetchall()

    def public_frequencies(self, generation: str, words: Collection[str]) -> dict[str, int]:
        """In how many public documents each term is; of common ones the most it may be."""
        tables = Tables.of(generation)
        with self.reading() as cursor:
            found = self.frequencies(cursor, tables, words)
            for word, (documents, columns) in found.items():
                # In titles and in texts: how many hold both is known only by looking.
                if columns > 1 and documents <= EXACT_BELOW:
                    cursor.execute(
                        f"SELECT count(*) FROM {tables.text} WHERE {tables.text} MATCH %s",
                        [f"{PUBLIC_ONLY} : {any_of([Asked((word,))])}"],
                    )
                    found[word] = (cursor.fetchone()[0], 1)
        return {word: found[word][0] if word in found else 0 for word in words}

    def frequencies(
        self, cursor: Any, tables: Tables, words: Collection[str]
    ) -> dict[str, tuple[int, int]]:
        """Public documents with each term, at most, and in how many columns it is found."""
        condition, parameters = self.dialect.found_in("term", words)
        cursor.execute(
            f"SELECT term, sum(doc), count(*) FROM {tables.vocab}"
            f" WHERE {condition} AND col IN {PUBLIC} GROUP BY term",
            parameters,
        )
        return {term: (documents, columns) for term, documents, columns in cursor.fetchall()}

    def frequencies_of(
        self, cursor: Any, tables: Tables, asked: Sequence[Asked]
    ) -> Mapping[Asked, int]:
        """Public documents that each may find, about: a phrase no more than its rarest word.

        Of common words as they were counted last: where to cut needs no exact number.
        """
        words = {term for one in asked for term in one.terms}
        condition, [texts] = self.dialect.found_in("term", words)
        # Left out of the list, not of the rows: FTS5 counts whatever it is asked for.
        rest = f"SELECT value FROM json_each(%s) EXCEPT SELECT term FROM {tables.often}"
        cursor.execute(
            f"SELECT term, documents FROM {tables.often} WHERE {condition}"
            f" UNION ALL SELECT term, sum(doc) FROM {tables.vocab} WHERE term IN ({rest})"
            f" AND col IN {PUBLIC} GROUP BY term",
            [texts, texts],
        )
        found = dict(cursor.fetchall())
        return {
            one: self._beginning(cursor, tables, one.terms[-1])
            if one.is_prefix
            else min(found.get(term, 0) for term in one.terms)
            for one in asked
        }

    def _beginning(self, cursor: Any, tables: Tables, word: str) -> int:
        cursor.execute(
            f"SELECT sum(doc) FROM (SELECT doc FROM {tables.vocab} WHERE term >= %s AND term < %s"
            f" AND col IN {PUBLIC} LIMIT %s)",
            [word, word + chr(0x10FFFF), PREFIXES_COUNTED],
        )
        return cursor.fetchone()[0] or 0

    def lock(self, cursor: Any, tables: Tables) -> None:
        """Nothing to do: a transaction of SQLite that writes is the only one."""

    def put_texts(self, cursor: Any, tables: Tables, texts: Sequence[tuple[int, Row]]) -> None:
        cursor.executemany(
            f"INSERT INTO {tables.text} (rowid, public_title, public_text, restricted_title,"
            " restricted_text) VALUES (%s, %s, %s, %s, %s)",
            [
                (number, row.title, row.text, None, None)
                if row.indexed.public
                else (number, None, None, row.title, row.text)
                for number, row in texts
            ],
        )
        cursor.executemany(
            f"INSERT INTO {tables.title} (rowid, public_title, restricted_title)"
            " VALUES (%s, %s, %s)",
            [
                (number, row.folded_title, None)
                if row.indexed.public
                else (number, None, row.folded_title)
                for number, row in texts
            ],
        )

    def remove_texts(self, cursor: Any, tables: Tables, numbers: Sequence[int]) -> None:
        for table in (tables.text, tables.title):
            cursor.executemany(
                f"DELETE FROM {table} WHERE rowid = %s", [(number,) for number in numbers]
            )
