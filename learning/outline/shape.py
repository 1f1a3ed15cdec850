"""What an outline is, and what of it a reader sees. Asks for nothing but restrictions of pages."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from common.querysets import closed_paths
from learning.models import Audience

if TYPE_CHECKING:
    from common.typing import AnyUser

Kind = Literal["lesson", "quiz"]


@dataclass(frozen=True, slots=True)
class Item:
    """A lesson or a quiz of a course. `lang` only where it is not the reader's language."""

    key: UUID
    kind: Kind
    title: str
    url: str
    lang: str = ""
    minutes: int | None = None
    required: bool = False
    by_view: bool = False  # done when it is opened
    since: datetime | None = None  # when it was first published
    path: str = ""  # of the page: what is closed to a reader is found by it
    role: str = ""  # of a quiz


@dataclass(frozen=True, slots=True)
class Module:
    """A module with its items in order."""

    key: UUID
    title: str
    url: str
    is_core: bool
    lang: str = ""
    summary: str = ""
    minutes: int | None = None
    path: str = ""
    items: tuple[Item, ...] = ()

    @property
    def lessons(self) -> list[Item]:
        return [item for item in self.items if item.kind == "lesson"]


@dataclass(frozen=True, slots=True)
class Outline:
    """A course in order: quizzes before the modules, the modules, quizzes after them."""

    course_key: UUID
    title: str
    url: str
    modules: tuple[Module, ...]
    lang: str = ""
    audience: str = Audience.PUBLIC
    is_live: bool = True
    path: str = ""  # of the page that readers of this language get
    has_certificate: bool = False
    before: tuple[Item, ...] = ()
    after: tuple[Item, ...] = ()

    def items(self) -> Iterator[Item]:
        """Everything, in the order in which it is taken."""
        yield from self.before
        for module in self.modules:
            yield from module.items
        yield from self.after

    def lessons(self) -> list[Item]:
        return [item for item in self.items() if item.kind == "lesson"]

    def item(self, key: UUID | None) -> Item | None:
        return next((item for item in self.items() if item.key == key), None)

    def neighbours(self, key: UUID, *, with_tests: bool = True) -> tuple[Item | None, Item | None]:
        """What stands before and after the item; without tests for who may not take them."""
        items = list(self.items()) if with_tests else self.lessons()
        at = next((place for place, item in enumerate(items) if item.key == key), None)
        if at is None:
            return None, None
        after = items[at + 1] if at + 1 < len(items) else None
        return (items[at - 1] if at else None), after

    def is_open_to(self, viewer: "AnyUser") -> bool:
        """Whether the course is published, and no editor has closed it to this reader."""
        return self.is_live and not self.is_closed_to(viewer)

    def is_closed_to(self, viewer: "AnyUser") -> bool:
        """Whether a restriction of the page tree shuts this reader out of the whole course."""
        return _is_in(self.path, tuple(closed_paths(viewer)))

    def seen_by(self, viewer: "AnyUser") -> "Outline":
        """Without what an editor has closed to this reader. What is required does not change."""
        closed = tuple(closed_paths(viewer))
        if not closed:
            return self
        modules = tuple(
            replace(
                module, items=tuple(one for one in module.items if not _is_in(one.path, closed))
            )
            for module in self.modules
            if not _is_in(module.path, closed)
        )
        return replace(self, modules=modules)


def _is_in(path: str, closed: tuple[str, ...]) -> bool:
    return bool(path) and path.startswith(closed)
