"""The tables of one generation in the site's own database (search.md §11, §12).

Engines make them by themselves, outside migrations: a generation is built beside the live one and
dropped when it is old, as an index of Elasticsearch is.
"""

import hashlib
import re
from dataclasses import dataclass

MAX_SUFFIX = 36  # with a prefix and what an index adds below the 63 characters of PostgreSQL

_UNSAFE = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Tables:
    """Names that are safe to write into a statement.

    doc: what is shown, with version and digest · gone: removals of the last hour · meta: integers
    that are filtered, and those that are counted in one value (sqlrows.FACTS) · sets, values: the
    sets these integers stand for · text: finished terms · title: words of titles as they stand ·
    vocab: how often terms are used · often: the same of common ones, as it was counted last ·
    sums: how many public documents there are, and terms in them, kept by each write.
    """

    doc: str
    gone: str
    meta: str
    sets: str
    values: str
    text: str
    title: str
    vocab: str
    often: str
    sums: str

    @classmethod
    def of(cls, generation: str) -> "Tables":
        """The tables of this generation, whatever its name is made of."""
        readable = _UNSAFE.sub("_", generation.lower()).strip("_")[: MAX_SUFFIX - 7]
        # Two names that differ only in what is not safe must not share tables.
        mark = hashlib.blake2b(generation.encode("utf-8", "replace"), digest_size=3).hexdigest()
        suffix = f"{readable}_{mark}"
        names = ("doc", "gone", "meta", "set", "value", "text", "title", "vocab", "often", "sum")
        return cls(*(f"search_{name}_{suffix}" for name in names))


# What both databases write alike; the types that differ are filled in by the engine.
COMMON = (
    """CREATE TABLE {doc} (
        id {id_type} PRIMARY KEY, key {key_type} NOT NULL UNIQUE, version BIGINT NOT NULL,
        digest TEXT NOT NULL, public BOOLEAN NOT NULL, terms INTEGER NOT NULL,
        static_rank DOUBLE PRECISION NOT NULL, published BIGINT, starts BIGINT,
        title_terms TEXT NOT NULL, folded_title TEXT NOT NULL,
        document TEXT NOT NULL)""",
    "CREATE TABLE {sums} (documents BIGINT NOT NULL, terms BIGINT NOT NULL)",
    "INSERT INTO {sums} (documents, terms) VALUES (0, 0)",
    """CREATE TABLE {gone} (
        key {key_type} PRIMARY KEY, version BIGINT NOT NULL, gone_at BIGINT NOT NULL)""",
    """CREATE TABLE {meta} (
        id {id_type} PRIMARY KEY, acl INTEGER NOT NULL, type INTEGER NOT NULL,
        lang INTEGER NOT NULL, themes INTEGER NOT NULL, places INTEGER NOT NULL,
        year INTEGER NOT NULL, fmt INTEGER NOT NULL, anc INTEGER NOT NULL, page BIGINT NOT NULL,
        facts {facts_type} NOT NULL)""",
    """CREATE TABLE {sets} (
        id {set_id_type} PRIMARY KEY, kind INTEGER NOT NULL, content {key_type} NOT NULL,
        UNIQUE (kind, content))""",
    """CREATE TABLE {values} (
        kind INTEGER NOT NULL, value {key_type} NOT NULL, set_id INTEGER NOT NULL,
        PRIMARY KEY (kind, value, set_id))""",
)
