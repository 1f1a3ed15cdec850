"""What lower apps may ask of the search without knowing it. `search` fills these in."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from common.typing import AnyUser


@dataclass(frozen=True, slots=True)
class Finds:
    """Keys in the order of the search, best first, and how many there are.

    `is_answered` is False where no search is installed or none answers: ask the database then.
    """

    keys: tuple[str, ...] = ()
    total: int = 0
    is_answered: bool = False


@dataclass(frozen=True, slots=True)
class Similar:
    """Something like what is being written: enough for a link."""

    key: str
    title: str
    url: str
    lang: str


Hook = Callable[..., Any]
_hooks: dict[str, Hook] = {}


def provide(name: str) -> Callable[[Hook], Hook]:
    """Decorator for `search`: the function answers `find` or `similar`."""

    def keep(hook: Hook) -> Hook:
        _hooks[name] = hook
        return hook

    return keep


def find(
    text: str,
    *,
    user: "AnyUser",
    types: Collection[str] = (),
    facets: Mapping[str, Collection[str]] | None = None,
    page: int | None = None,
    all_words: bool = False,
) -> Finds:
    """What `user` may see and finds with `text` among documents of these types.

    Twenty keys of a page, or the best 500 without one. `all_words`: a document has to have each of
    them, unless none has; for lists that put what is found into an order of their own.
    """
    hook = _hooks.get("find")
    if hook is None:
        return Finds()
    return hook(text, user=user, types=types, facets=facets or {}, page=page, all_words=all_words)


def similar(
    text: str, *, user: "AnyUser", types: Collection[str] = (), n: int = 5
) -> list[Similar]:
    """At most `n` things like `text` that `user` may see: for forms, before something is sent."""
    hook = _hooks.get("similar")
    return hook(text, user=user, types=types, n=n) if hook else []
