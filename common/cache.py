"""The cache in a table of the database, for what must hold: limits and locks (REL2, SEC11)."""

import base64
import pickle
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import connections, router
from django.utils import timezone

FOR_EVER = datetime(9999, 1, 1, tzinfo=UTC)
SET = (
    "INSERT INTO {table} (cache_key, value, expires) VALUES (%s, %s, %s) "
    "ON CONFLICT (cache_key) DO UPDATE SET value = excluded.value, expires = excluded.expires"
)
ADD = SET + " WHERE {table}.expires <= %s"
TOUCH = "UPDATE {table} SET expires = %s WHERE cache_key = %s AND expires > %s"
READ = "SELECT cache_key, value FROM {table} WHERE cache_key IN ({places}) AND expires > %s"
CLEAR = "DELETE FROM {table} WHERE expires <= %s"


class TableCache(DatabaseCache):
    """Django's table, with three differences that limits need.

    `add` is one statement, so of any number of workers one succeeds, over an expired row too.
    Nothing is culled: Django's table forgets a third of its rows, limits among them, as soon as it
    holds 300. Writing does not count the rows first. `clear_expired` keeps the table small.
    """

    def get_many(self, keys: Iterable[str], version: int | None = None) -> dict[str, Any]:
        """Without Django's deletion of what has expired: it could hit a row that is new again."""
        names = {self.make_and_validate_key(key, version=version): key for key in keys}
        if not names:
            return {}
        connection = connections[router.db_for_read(self.cache_model_class)]
        sql = READ.format(
            table=connection.ops.quote_name(self._table), places=", ".join(["%s"] * len(names))
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [*names, self._moment(timezone.now())])
            rows = cursor.fetchall()
        # Only this class writes the table, so unpickling is as safe as the database.
        return {names[name]: pickle.loads(base64.b64decode(value)) for name, value in rows}  # noqa: S301

    def clear_expired(self) -> int:
        """Delete the rows nobody will read again. Returns how many."""
        return self._write(CLEAR, timezone.now())

    def _base_set(self, mode: str, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT) -> bool:
        ends = self.get_backend_timeout(timeout)
        expires = FOR_EVER if ends is None else datetime.fromtimestamp(ends, tz=UTC)
        if mode == "touch":
            return self._write(TOUCH, expires, key, timezone.now()) > 0
        pickled = base64.b64encode(pickle.dumps(value, self.pickle_protocol)).decode("ascii")
        if mode == "add":
            return self._write(ADD, key, pickled, expires, timezone.now()) > 0
        return self._write(SET, key, pickled, expires) > 0

    def _write(self, sql: str, *values: Any) -> int:
        """Run one statement; the number of rows it wrote."""
        connection = connections[router.db_for_write(self.cache_model_class)]
        row = [self._moment(one) if isinstance(one, datetime) else one for one in values]
        with connection.cursor() as cursor:
            cursor.execute(sql.format(table=connection.ops.quote_name(self._table)), row)
            return cursor.rowcount

    def _moment(self, moment: datetime) -> Any:
        """As the database of the table writes it, with its fractions of a second."""
        connection = connections[router.db_for_write(self.cache_model_class)]
        return connection.ops.adapt_datetimefield_value(moment)
