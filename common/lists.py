"""Named lists of newest items that any app offers; the "newest of a list" block shows them.

An app registers in its own `lists.py`, which `common.apps` imports at start.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import QueryDict

from common.stream import StreamItem

if TYPE_CHECKING:
    from django.http import HttpRequest
    from wagtail.models import Locale

    from common.typing import AnyUser

Newest = Callable[["AnyUser", "Locale", "HttpRequest | None", int, QueryDict], Iterable[StreamItem]]


@dataclass(frozen=True, slots=True)
class NamedList:
    """`key` as blocks store it, `label` as editors see it, and what gives the newest items."""

    key: str
    label: str
    newest: Newest


_registry: dict[str, NamedList] = {}


def register(key: str, label: str) -> Callable[[Newest], Newest]:
    """Decorator: offer the function's items, visible to the viewer, as the list `key`.

    The function gets viewer, locale, request (None outside a page), the number of items wanted,
    and the filters, as in the address of the list; it ignores those it does not know.
    """

    def keep(newest: Newest) -> Newest:
        if key in _registry:
            raise ValueError(f"list {key!r} is registered twice")
        _registry[key] = NamedList(key, label, newest)
        return newest

    return keep


def choices() -> list[tuple[str, str]]:
    """(key, label) of every list, for forms."""
    return [(one.key, one.label) for one in _registry.values()]


def known(key: str) -> bool:
    return key in _registry


def newest(
    key: str,
    viewer: "AnyUser",
    locale: "Locale",
    request: "HttpRequest | None",
    count: int,
    filters: QueryDict,
) -> list[StreamItem]:
    """Up to `count` newest items of the list; nothing for a list that no app offers any more."""
    named = _registry.get(key)
    if named is None:
        return []
    return list(named.newest(viewer, locale, request, count, filters))[:count]
