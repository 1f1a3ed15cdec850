"""What each app holds about a person: to be handed out, and to be erased (PRV1, PRV2).

An app registers in its own `personal_data.py`, which `common.apps` imports at start.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from common.typing import AnyUser

Row = dict[str, Any]  # plain values: texts, numbers, moments


@dataclass(frozen=True, slots=True)
class PersonalData:
    """One table's worth: `export` gives the person's rows, `erase` removes them for good.

    Without `erase` they go with the account itself, or are kept for a reason given where they are.
    """

    name: str
    export: "Callable[[AnyUser], list[Row]]"
    erase: "Callable[[AnyUser], int] | None"


_registry: dict[str, PersonalData] = {}


def register(
    name: str,
    *,
    export: "Callable[[AnyUser], list[Row]]",
    erase: "Callable[[AnyUser], int] | None",
) -> None:
    """Say what an app holds. A name is taken once."""
    if name in _registry:
        raise ValueError(f"personal data {name!r} is registered twice")
    _registry[name] = PersonalData(name, export, erase)


def export(user: "AnyUser") -> dict[str, list[Row]]:
    """Everything that is held about `user`, by name."""
    return {one.name: one.export(user) for one in _registry.values()}


def erase(user: "AnyUser") -> None:
    """Remove everything. Within the transaction that closes the account."""
    for one in _registry.values():
        if one.erase is not None:
            one.erase(user)
