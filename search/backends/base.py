"""What every engine does, and the words in which it is asked (search.md §3, §11–13).

An engine stores finished terms and filters by a Principal; how a question is read, what is asked
again more loosely and the order of finds are decided above it, once for all engines.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, Self

from common.indexing import SearchDoc
from search.access import Principal
from search.asking import Question
from search.documents import Indexed
from search.ranking import BEST, Found

FACETS = ("type", "theme", "country", "lang", "year", "format")  # as addresses name them


class EngineDown(Exception):
    """The engine did not answer, or not in time, or not whole: another one may."""


class EngineMistake(Exception):
    """The engine refused what we sent: ours to mend, no reason to leave it alone."""


class Sort(StrEnum):
    BEST = "best"
    DATE = "date"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One search. `required`: how many groups of the question a document must hold at least.

    `selected` names chosen values by facet: OR within a facet, AND between. A question without
    groups finds everything (but what it excludes). `only`: nothing but these keys.
    """

    question: Question
    principal: Principal
    required: int = 1
    selected: Mapping[str, frozenset[str]] = field(default_factory=dict)
    sort: Sort = Sort.BEST
    with_facets: bool = True
    only: frozenset[str] | None = None
    limit: int = BEST


@dataclass(frozen=True, slots=True)
class Answer:
    """The best by text (or the newest, where sorted by date), with `total` and counts.

    `facets`: facet → value → number of documents, counted with all *other* selections applied,
    without zeros. `is_cut`: there are more than were looked at, so numbers are least numbers.
    """

    found: Sequence[Found] = ()
    total: int = 0
    is_cut: bool = False
    facets: Mapping[str, Counter[str]] = field(default_factory=dict)


class Engine(Protocol):
    """A place where documents are kept and found. `sink`: whose outbox rows feed it.

    A generation is one whole index; readers see the one that `live` says, writers feed all that
    are not retired. Every method may raise EngineDown, `search` and `titles` EngineMistake too.
    """

    name: str  # "sqlite", "postgresql", "elasticsearch"
    sink: str  # "embedded", "elastic"

    def within(self, seconds: float) -> Self:
        """The same engine, raising EngineDown after so long: for saves that must not wait.

        Engines in the site's own database return themselves.
        """

    def mapping_hash(self) -> str:
        """Changes when documents have to be stored anew: fields, analysis."""

    def create(self, generation: str) -> None:
        """Make an empty index of this name. Existing ones are left alone."""

    def drop(self, generation: str) -> None:
        """Remove the index, if it is there."""

    def exists(self, generation: str) -> bool: ...

    def write(
        self,
        generation: str,
        documents: Sequence[Indexed],
        gone: Collection[str],
        version: int,
    ) -> dict[str, str]:
        """Store and remove, each only if nothing of a higher version was written for its key.

        Equal versions win, older ones are dropped without a word, as is removing what is not there.
        Removals leave a trace for an hour, so that older writes do not bring anything back.
        Returns refused keys with the reason. Raises EngineDown also where the index is lost.
        """

    def finish(self, generation: str) -> None:
        """After a backfill, before it goes live: put in order whatever makes reading fast."""

    def refresh(self, generation: str) -> None:
        """What was written is seen by `counts`, `digests` and `search` from now on."""

    def go_live(self, generation: str) -> None:
        """Readers see this generation from now on, in one step."""

    def search(self, generation: str, ask: Ask) -> Answer: ...

    def titles(
        self, generation: str, words: Sequence[str], principal: Principal, limit: int
    ) -> list[str]:
        """Keys whose folded title holds `words`, the last one as a beginning. Best first."""

    def counts(self, generation: str) -> dict[str, int]:
        """Documents by type."""

    def digests(self, generation: str) -> Iterator[tuple[str, str]]:
        """(key, digest) of every document, in order of keys."""

    def forget_removals(self, generation: str) -> int:
        """Drop traces of removals older than an hour. Returns how many."""


class EmbeddedEngine(Engine, Protocol):
    """An engine in the site's own database. It also keeps the texts that hits of all show."""

    def shown(self, generation: str, keys: Collection[str]) -> dict[str, SearchDoc]:
        """The stored documents of these keys."""

    def digests_of(self, generation: str, keys: Collection[str]) -> dict[str, str]:
        """The digests of these keys, as far as they are stored."""

    def public_frequencies(self, generation: str, words: Collection[str]) -> dict[str, int]:
        """In how many public documents each term is: what may be said of words to anybody."""
