"""Which adapters there are, and the questions `search` asks all of them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Model
from django.dispatch import Signal
from django.utils import translation

from common.indexing.adapters import Adapter, Kind, Trigger
from common.indexing.documents import SearchDoc

if TYPE_CHECKING:
    from common.typing import AnyUser

# Sent with `keys`, a set of keys, in the transaction that changes what they stand for.
changed = Signal()

_adapters: list[Adapter] = []
_by_type: dict[str, Adapter] = {}
_kinds: dict[str, Kind] = {}
_triggers: list[Trigger] = []
# Page types that are no find, each with the reason. The test of forgotten types reads it.
NOT_FOUND_BY_SEARCH: dict[type[Model], str] = {}


def register(adapter: type[Adapter]) -> type[Adapter]:
    """Class decorator: what the adapter speaks of can be found from now on.

    Raises ValueError where two adapters claim one model and prefix, or kinds of one code differ.
    """
    one = adapter()
    if any((other.prefix, other.model) == (one.prefix, one.model) for other in _adapters):
        raise ValueError(f"two adapters for {one.model.__name__}")
    for kind_ in one.kinds:
        if _kinds.setdefault(kind_.code, kind_) != kind_:
            raise ValueError(f"two kinds called {kind_.code!r}")
        _by_type.setdefault(kind_.code, one)
    _adapters.append(one)
    return adapter


def leave_out(model: type[Model], why: str) -> None:
    """Say that pages of this type are not to be found, and why."""
    NOT_FOUND_BY_SEARCH[model] = why


def register_triggers(triggers: Iterable[Trigger]) -> None:
    """Add what concerns several adapters at once, such as all pages."""
    _triggers.extend(triggers)


def triggers() -> list[Trigger]:
    """Everything that changes documents, each once, as registered and as adapters name it."""
    named = (trigger for one in _adapters for trigger in one.triggers())
    return list(dict.fromkeys([*_triggers, *named]))


def adapters() -> list[Adapter]:
    """All adapters, in the order of registration."""
    return list(_adapters)


def adapter_of_type(type_: str) -> Adapter | None:
    """An adapter that gives documents of this type."""
    return _by_type.get(type_)


def adapter_of_model(model: type[Model]) -> Adapter | None:
    """The adapter that makes documents of rows of `model`."""
    return next((one for one in _adapters if one.model is model), None)


def kinds() -> dict[str, Kind]:
    """All kinds by code, in the order of registration."""
    return dict(_kinds)


def kind(code: str) -> Kind | None:
    return _kinds.get(code)


def touch(keys: Iterable[str]) -> None:
    """Tell that these documents are to be made anew: for writes that send no signal.

    Call it in the transaction of the write.
    """
    chosen = set(keys)
    if chosen:
        changed.send(sender=touch, keys=chosen)


def documents_of(keys: Collection[str]) -> dict[str, SearchDoc]:
    """The documents of these keys, as the database is now. What must not be found is missing.

    Whoever asks, in whatever language: a document is the same.
    """
    found: dict[str, SearchDoc] = {}
    with translation.override(settings.LANGUAGE_CODE):
        for adapter, own in _by_adapter(keys):
            for key, row in adapter.load(own).items():
                document = adapter.to_doc(row, key)
                if document is not None:
                    found[key] = document
    return found


def rows_of(keys: Collection[str]) -> dict[str, Any]:
    """The loaded rows of these keys, as `Adapter.load` gives them: for what depends on them."""
    found: dict[str, Any] = {}
    for adapter, own in _by_adapter(keys):
        found |= adapter.load(own)
    return found


def _by_adapter(keys: Collection[str]) -> Iterator[tuple[Adapter, list[str]]]:
    """Each adapter with those of `keys` that are its own: several share the prefix of pages."""
    by_prefix: dict[str, list[str]] = defaultdict(list)
    for key in sorted(keys):
        by_prefix[key.partition(":")[0]].append(key)
    for prefix, named in by_prefix.items():
        sharing = [adapter for adapter in _adapters if adapter.prefix == prefix]
        if len(sharing) < 2:
            yield from ((adapter, named) for adapter in sharing)
            continue
        models = sharing[0].models_of(named)
        for adapter in sharing:
            if own := [key for key in named if models.get(key) is adapter.model]:
                yield adapter, own


def can_view(user: "AnyUser", types: Mapping[str, str]) -> set[str]:
    """Those of the keys in `types` (key: type of the document) that `user` may see.

    Asks the database, two queries at most for each rule: the wall behind every index. Adapters
    that share prefix and rule, as most of those of pages do, answer for each other.
    """
    by_prefix: dict[tuple[str, Any], tuple[Adapter, list[str]]] = {}
    for adapter, keys in _by_type_of(types):
        rule = (adapter.prefix, type(adapter).can_view)
        by_prefix.setdefault(rule, (adapter, []))[1].extend(keys)
    seen: set[str] = set()
    for adapter, keys in by_prefix.values():
        seen |= adapter.can_view(user, keys)
    return seen


def bylines(user: "AnyUser", types: Mapping[str, str]) -> dict[str, str]:
    """Who signed what, as `user` may see it; `types` as for `can_view`."""
    shown: dict[str, str] = {}
    for adapter, keys in _by_type_of(types):
        shown |= adapter.bylines(user, keys)
    return shown


def folded(user: "AnyUser", types: Mapping[str, str]) -> set[str]:
    """What stands folded for `user`, by people they keep away; `types` as for `can_view`."""
    found = (adapter.folded(user, keys) for adapter, keys in _by_type_of(types))
    return set().union(*found)


def _by_type_of(types: Mapping[str, str]) -> list[tuple[Adapter, list[str]]]:
    """Adapters with the keys of theirs. What has a type that nobody knows is seen by nobody."""
    grouped: dict[str, list[str]] = defaultdict(list)
    for key, type_ in types.items():
        grouped[type_].append(key)
    return [(_by_type[type_], keys) for type_, keys in grouped.items() if type_ in _by_type]
