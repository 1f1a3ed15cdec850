"""An engine with one generation, and the words in which the contract is written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser

from common.indexing import SearchDoc
from search.access import Principal
from search.asking import Question, question_of
from search.backends.base import Answer, Ask, Engine, Sort
from search.documents import Indexed, indexed
from search.parser import parse

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


def principal(*allow: str, denied: Iterable[str] = (), is_anonymous: bool = False) -> Principal:
    return Principal(frozenset(allow), frozenset(denied), "en", is_anonymous, AnonymousUser())


ANYBODY = principal("public", "guests", is_anonymous=True)
MEMBER = principal("public", "members", "user:1")
FORUM_MEMBER = principal("public", "members", "user:2", "forum:7")
STAFF = principal("public", "members", "user:9", "forum:7", "staff")


def document(key: str, title: str = "A title", body: str = "", **values: Any) -> SearchDoc:
    """A public page of news of yesterday, unless a test says otherwise."""
    return SearchDoc(
        **{
            "key": key,
            "type": "news",
            "lang": "en",
            "title": title,
            "body": body,
            "url": f"/en/{key.replace(':', '/')}/",
            "audience": frozenset({"public"}),
            "published_at": NOW - timedelta(days=1),
            "year": 2026,
        }
        | values
    )


def question(text: str, languages: Sequence[str] = ("en",)) -> Question:
    return question_of(parse(text), languages)


@dataclass
class Box:
    """`refresh(generation)` makes what was written visible, where that takes a call."""

    engine: Engine
    generation: str
    refresh: Any = field(default=lambda generation: None)
    version: int = 0

    def write(
        self,
        *documents: SearchDoc | Indexed,
        gone: Iterable[str] = (),
        version: int | None = None,
        generation: str | None = None,
    ) -> dict[str, str]:
        """Store and remove with the next version, unless one is given."""
        self.version = self.version + 1 if version is None else version
        ready = [one if isinstance(one, Indexed) else indexed(one, ANYBODY) for one in documents]
        chosen = generation or self.generation
        refused = self.engine.write(chosen, ready, list(gone), self.version)
        self.refresh(chosen)
        return refused

    def ask(
        self,
        text: str | Question = "",
        who: Principal = ANYBODY,
        *,
        generation: str | None = None,
        **values: Any,
    ) -> Answer:
        asked = question(text) if isinstance(text, str) else text
        if "selected" in values:
            chosen = values["selected"].items()
            values["selected"] = {facet: frozenset(some) for facet, some in chosen}
        if "sort" in values:
            values["sort"] = Sort(values["sort"])
        ask = Ask(question=asked, principal=who, **values)
        return self.engine.search(generation or self.generation, ask)

    def keys(self, text: str | Question = "", who: Principal = ANYBODY, **values: Any) -> set[str]:
        """What is found; also checks that the total says the same."""
        answer = self.ask(text, who, **values)
        found = [one.key for one in answer.found]
        assert len(found) == len(set(found))
        assert answer.total == len(found) or len(found) == values.get("limit", 500)
        return set(found)

    def order(
        self, text: str | Question = "", who: Principal = ANYBODY, **values: Any
    ) -> list[str]:
        return [one.key for one in self.ask(text, who, **values).found]
