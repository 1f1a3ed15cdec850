"""Compile the interface's texts with babel, so that nobody needs GNU gettext."""

import io
import os
from collections.abc import Iterable
from pathlib import Path

from babel.messages.mofile import write_mo

from common.catalogues.collecting import read_catalogue


def compile_catalogues(folders: Iterable[Path]) -> list[Path]:
    """Turn every `.po` below the locale folders into the `.mo` beside it, where that is older.

    Fuzzy texts are left out, as gettext does. Returns what was written.
    """
    sources = [path for folder in folders for path in sorted(Path(folder).rglob("*.po"))]
    return [_compiled(source) for source in sources if _is_outdated(source)]


def _is_outdated(source: Path) -> bool:
    target = source.with_suffix(".mo")
    return not target.exists() or target.stat().st_mtime_ns < source.stat().st_mtime_ns


def _compiled(source: Path) -> Path:
    language = source.parent.parent.name  # locale/<language>/LC_MESSAGES/<domain>.po
    catalogue = read_catalogue(source, language)
    content = io.BytesIO()
    write_mo(content, catalogue)
    target = source.with_suffix(".mo")
    # A half-written catalogue would stop whoever starts meanwhile.
    partial = target.with_suffix(f".{os.getpid()}")
    partial.write_bytes(content.getvalue())
    partial.replace(target)
    return target
