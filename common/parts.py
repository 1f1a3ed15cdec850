"""Parts of pages that are the same for many readers, made once and kept for a minute.

Lists of what is new or related change when something is published and not with each reader, but
finding them is most of the work of a page. The page cache spares it to visitors; this spares it to
members too, and to visitors of pages that are not kept. The same rules hold: a new generation
forgets everything, and what anybody can make up shares a fixed number of slots.

Who sees what is decided anew for each request (SEC6): the key names all that is closed to the
reader, so a part is shared only by those who see the same, and who leaves a group asks for another.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import django
import wagtail
from django.apps import apps
from django.conf import settings
from django.utils.translation import get_language

from common import tiers
from common.querysets import closed_paths

if TYPE_CHECKING:
    from common.typing import AnyUser

T = TypeVar("T")
About = tuple[str | int | None, ...]  # what a part depends on beside content, reader and language
SLOTS = 1024
ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Part:
    """A part as it is stored. `key` proves that the slot holds the one asked for."""

    key: str
    value: Any


def part(name: str, *about: str | int | None, viewer: "AnyUser | None", make: Callable[[], T]) -> T:
    """What `make` returns for this reader and language, made now or within the last minute.

    `name` says what it is, `about` what it depends on beside content, reader and language. Without
    `viewer` it is nothing that may be closed to anybody. What depends on the moment or on the
    reader's time zone is worked out from it, not kept in it. The value is pickled: lists and rows,
    not querysets.
    """
    return parts(name, [about], viewer=viewer, make=lambda _wanted: {about: make()})[about]


def parts(
    name: str,
    abouts: Iterable[About],
    *,
    viewer: "AnyUser | None",
    make: Callable[[Collection[About]], Mapping[About, T]],
) -> dict[About, T]:
    """Many parts of one kind, each as `part` would keep it: {what it depends on: part}.

    `make` gets those that are not kept, together, so that it reads them together.
    """
    wanted = list(dict.fromkeys(abouts))
    if not settings.PARTS_KEPT_SECONDS:
        return dict(make(wanted)) if wanted else {}
    closed = None if viewer is None else closed_paths(viewer)
    names = {about: _name_of((name, about, get_language(), closed)) for about in wanted}
    found: dict[About, T] = {}
    for about, (key, place) in names.items():
        kept = tiers.find(key, [place])
        if kept is not None:
            found[about] = kept.value
    missing = [about for about in wanted if about not in found]
    made = make(missing) if missing else {}
    for about in missing:
        key, place = names[about]
        tiers.store(Part(key, made[about]), place, settings.PARTS_KEPT_SECONDS)
        found[about] = made[about]
    return found


def _name_of(of: tuple[Any, ...]) -> tuple[str, str]:
    """The key of a part, and the slot in which it is stored."""
    # A digest, for what it depends on may be as long as an address, and each slot holds its key.
    digest = hashlib.blake2b(repr(of).encode(), digest_size=32)
    key = f"{tiers.generation()}:{digest.hexdigest()}"
    return key, f"part:{release()}:{int.from_bytes(digest.digest()) % SLOTS}"


@cache
def release() -> str:
    """Tells this code from another release that runs beside it while one replaces the other.

    Parts are objects: what one release has stored, the classes of another may not be able to read.
    """
    digest = hashlib.blake2b(f"{django.VERSION} {wagtail.VERSION}".encode(), digest_size=6)
    folders = [Path(app.path) for app in apps.get_app_configs()]
    own = [folder for folder in folders if folder.parent in (ROOT, ROOT / "site")]
    for path in sorted(file for folder in own for file in folder.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
