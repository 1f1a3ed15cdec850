"""Numbers that only grow: the order of changes, and the versions of what is written."""

from django.db import connection

SEQUENCE = "search_numbers"


def draw() -> int:
    """The next number, higher than any drawn before. One statement.

    PostgreSQL draws from a sequence: a locked row would make all writers queue behind each other,
    while SQLite lets one write at a time anyway.
    """
    if connection.vendor == "postgresql":
        statement = f"SELECT nextval('{SEQUENCE}')"
    else:
        statement = (
            "INSERT INTO search_counter (id, value) VALUES (1, 1)"
            " ON CONFLICT (id) DO UPDATE SET value = value + 1 RETURNING value"
        )
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]
