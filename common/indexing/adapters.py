"""What an app says about one sort of thing that can be found (search.md §4)."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import Model, QuerySet
from django.dispatch import Signal

from common.indexing.documents import SearchDoc

if TYPE_CHECKING:
    from common.typing import AnyUser


class Ageing(StrEnum):
    """How a kind loses weight with time (search.md §8)."""

    NEVER = "never"
    NEWS = "news"  # half in eighteen months, never below six tenths
    EVENT = "event"  # more if it is to come, else as news


@dataclass(frozen=True, slots=True)
class Kind:
    """One value of the facet `type`: the word in addresses, what readers call one and several."""

    code: str
    one: Any  # lazy text
    many: Any
    ageing: Ageing = Ageing.NEVER


@dataclass(frozen=True, slots=True)
class Trigger:
    """`keys(instance, **signal_arguments)` are to be indexed anew when `signal` comes.

    `sender` as for `Signal.connect`; None hears every sender.
    """

    signal: Signal
    sender: Any
    keys: Callable[..., Iterable[str]]


class Adapter:
    """How rows of `model` become documents. Subclass it in `<app>/indexing.py` and `register` it.

    `prefix` begins the keys. All page adapters share "page": the registry picks by the page's
    specific class, and elsewhere by the type of the document.
    """

    prefix: ClassVar[str]
    model: ClassVar[type[Model]]
    kinds: ClassVar[tuple[Kind, ...]]

    def queryset(self) -> QuerySet[Any]:
        """Everything that should be found now, ordered by pk. Rebuild and check go through it."""
        raise NotImplementedError

    def key_of(self, row: Any) -> str:
        """The key of a row's document."""
        return f"{self.prefix}:{row.pk}"

    def keys_of(self, row: Any) -> list[str]:
        """All keys of a row: one, unless readers see it in variants."""
        return [self.key_of(row)]

    def models_of(self, keys: Collection[str]) -> Mapping[str, type[Model]]:
        """The model that each key's row is of, as far as it exists. At most one query.

        Adapters that share a prefix share this too: it says whose a key is.
        """
        return dict.fromkeys(keys, self.model)

    def load(self, keys: Collection[str]) -> dict[str, Any]:
        """Rows by key, fresh from the database, with what `to_doc` needs selected along.

        A key that should not be found, or no longer exists, is left out.
        """
        raise NotImplementedError

    def to_doc(self, row: Any, key: str) -> SearchDoc | None:
        """The document of a loaded row; None: it must not be in the index."""
        raise NotImplementedError

    def can_view(self, user: "AnyUser", keys: Collection[str]) -> set[str]:
        """Those of `keys` that `user` may see, from the database in at most two queries.

        Adapters of one prefix are asked for each other's keys too.
        """
        raise NotImplementedError

    def bylines(self, user: "AnyUser", keys: Collection[str]) -> dict[str, str]:
        """Who signed, as `user` may see it (members.bylines); nothing for what nobody signed."""
        return {}

    def folded(self, user: "AnyUser", keys: Collection[str]) -> set[str]:
        """Those of `keys` whose words `user` has folded, as they keep their author away.

        At most two queries.
        """
        return set()

    def formats(self) -> Mapping[str, Any]:
        """The values of `format` this adapter gives, with their labels in the reader's language."""
        return {}

    def triggers(self) -> list[Trigger]:
        """What happens that changes documents of this adapter."""
        return []
