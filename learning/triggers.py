"""What no code of ours can get round: rows of versions, saves and marks stay as written (I1, I6).

UPDATE triggers on both engines, DELETE triggers on PostgreSQL only: SQLite's test flush is a plain
DELETE, there the guards of manager and model refuse. Triggers step aside while the one-row table
`learning_maintenance` holds its row, put in and taken out within one transaction.
SQLite rebuilds a table on many migrations and drops its triggers without a word, so they are
installed after every `migrate`, and a system check looks for them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error
from django.db import connections, transaction

# Table → columns that may change: a person's erasure sets them to null.
FROZEN = {
    "learning_quizversion": ("published_by_id",),
    "learning_responseevent": (),
    "learning_gradeevent": ("grader_id",),
}
MESSAGE = "learning: rows of {table} stay as they were written"


def install(app_config: AppConfig, using: str = "default", **kwargs: Any) -> None:
    """Receiver of post_migrate: make the triggers, whether or not they are there."""
    vendor = connections[using].vendor
    with connections[using].cursor() as cursor:
        tables = set(connections[using].introspection.table_names(cursor))
        for table, free in FROZEN.items():
            if table in tables and "learning_maintenance" in tables:
                for statement in _statements(vendor, _columns(using, table), table, free):
                    cursor.execute(statement)


def missing(using: str = "default") -> list[str]:
    """Names of triggers that should be there and are not."""
    vendor = connections[using].vendor
    listing = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    )
    with connections[using].cursor() as cursor:
        tables = set(connections[using].introspection.table_names(cursor))
        cursor.execute(listing)
        found = {row[0] for row in cursor.fetchall()}
    kinds = ("update",) if vendor == "sqlite" else ("update", "delete")
    wanted = [_name(table, kind) for table in FROZEN if table in tables for kind in kinds]
    return [name for name in wanted if name not in found]


def check_triggers(databases: list[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """System check of `check --database` and `migrate`."""
    problems: list[CheckMessage] = []
    for using in databases or ():
        names = missing(using)
        if names:
            words = f"Triggers are missing: {', '.join(names)}."
            problems.append(Error(words, hint="Run `migrate`.", id="learning.E001"))
    return problems


@contextmanager
def stepping_aside(reason: str) -> Iterator[None]:
    """A transaction in which frozen rows may change: for erasure and compaction alone."""
    from learning.models import Maintenance  # models import nothing of triggers; apps imports both

    with transaction.atomic():
        Maintenance.objects.create(pk=1, reason=reason)
        yield
        Maintenance.objects.filter(pk=1).delete()


def _name(table: str, kind: str) -> str:
    return f"{table}_no_{kind}"


def _columns(using: str, table: str) -> list[str]:
    with connections[using].cursor() as cursor:
        described = connections[using].introspection.get_table_description(cursor, table)
    return [column.name for column in described]


def _statements(vendor: str, columns: list[str], table: str, free: tuple[str, ...]) -> list[str]:
    make = _sqlite if vendor == "sqlite" else _postgresql
    return make(columns, table, free)


def _not_emptied(column: str) -> str:
    """Erasure empties the column; nothing else may be the reason of an update."""
    return f' OR NOT (NEW."{column}" IS NULL AND OLD."{column}" IS NOT NULL)'


def _sqlite(columns: list[str], table: str, free: tuple[str, ...]) -> list[str]:
    kept = [name for name in columns if name not in free]
    changed = " OR ".join(f'NEW."{name}" IS NOT OLD."{name}"' for name in kept)
    refilled = "".join(_not_emptied(name) for name in free) or " OR 1"
    name, message = _name(table, "update"), MESSAGE.format(table=table)
    return [
        f"DROP TRIGGER IF EXISTS {name}",
        f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW"  # noqa: S608 - our names
        f" WHEN NOT EXISTS (SELECT 1 FROM learning_maintenance) AND ({changed}{refilled})"
        f" BEGIN SELECT RAISE(ABORT, '{message}'); END",
    ]


def _postgresql(columns: list[str], table: str, free: tuple[str, ...]) -> list[str]:
    kept = [name for name in columns if name not in free]
    changed = " OR ".join(f'NEW."{name}" IS DISTINCT FROM OLD."{name}"' for name in kept)
    refilled = "".join(_not_emptied(name) for name in free) or " OR true"
    message = MESSAGE.format(table=table)
    function = f"{table}_stays"
    statements = [
        f"""CREATE OR REPLACE FUNCTION {function}() RETURNS trigger AS $$
        BEGIN
            IF EXISTS (SELECT 1 FROM learning_maintenance) THEN
                IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                RETURN NEW;
            END IF;
            IF TG_OP = 'DELETE' THEN
                RAISE EXCEPTION '{message}' USING ERRCODE = 'restrict_violation';
            END IF;
            IF {changed}{refilled} THEN
                RAISE EXCEPTION '{message}' USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        END $$ LANGUAGE plpgsql"""  # noqa: S608 - names of our own tables
    ]
    for kind in ("update", "delete"):
        name = _name(table, kind)
        statements += [
            f"DROP TRIGGER IF EXISTS {name} ON {table}",
            f"CREATE TRIGGER {name} BEFORE {kind.upper()} ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION {function}()",
        ]
    return statements
