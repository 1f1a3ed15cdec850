"""One stylesheet on the wire: the sources in `static/css/` joined in the order of their layers.

A relative `url()` cannot be right both in a component's folder and in the joined file, and the
hashing storage stops at the wrong one: so the sources themselves are neither found nor collected.
No task to run: a source that changed is seen when the sheet is next asked for.
"""

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import FileSystemFinder
from django.core.files.storage import FileSystemStorage, Storage

SHEET = "css/site.css"
FOLDER = "css/"
LAYERS = "@layer reset,tokens,base,layout,components,utilities;\n"
ORDER = ("tokens.css", "base.css", "layout.css", "components/*.css", "utilities.css")
STRING_OR_COMMENT = re.compile(r"""("[^"\n]*"|'[^'\n]*')|/\*.*?\*/""", re.DOTALL)


def sources(folder: Path) -> list[Path]:
    """The sources of the sheet in the order in which they are joined."""
    return [path for pattern in ORDER for path in sorted(folder.glob(pattern))]


def joined(folder: Path) -> str:
    """The whole sheet, without comments and blanks that say nothing to a browser."""
    texts = (path.read_text(encoding="utf-8") for path in sources(folder))
    return LAYERS + "".join(squeeze(text) for text in texts)


def squeeze(css: str) -> str:
    """Leave out comments, line ends and blanks around signs; strings stay as they are."""
    parts = STRING_OR_COMMENT.split(css)
    # The pattern has one group: every second part is a string, or None for a comment.
    return "".join(
        (part or "") if at % 2 else _squeeze_signs(part or "") for at, part in enumerate(parts)
    ).strip()


def _squeeze_signs(css: str) -> str:
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r" ?([{};,]) ?", r"\1", css)
    # A blank before a colon means something in a selector, one behind it never does.
    return css.replace(": ", ":").replace(";}", "}")


class JoinedSheetFinder(FileSystemFinder):
    """Django's finder of STATICFILES_DIRS, with the sheet in place of its sources."""

    def __init__(self, app_names: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(app_names, *args, **kwargs)
        self.made = FileSystemStorage(location=str(settings.VAR / "joined"))
        self.folder = Path(settings.ROOT) / "static" / "css"

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """The file behind `path`; a source of the sheet is not there."""
        if path == SHEET:
            return [self.build()] if find_all else self.build()
        if path.startswith(FOLDER):
            return []
        return super().find(path, find_all=find_all, **kwargs)

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        """What is collected: all files but the sources, and the sheet."""
        for path, storage in super().list(ignore_patterns):
            if not path.startswith(FOLDER):
                yield path, storage
        self.build()
        yield SHEET, self.made

    def build(self) -> str:
        """Write the sheet if a source has changed since; return its path."""
        target = Path(self.made.path(SHEET))
        sheet = joined(self.folder)
        if not target.exists() or target.read_text(encoding="utf-8") != sheet:
            target.parent.mkdir(parents=True, exist_ok=True)
            partial = target.with_name(f"{target.name}.{os.getpid()}")
            partial.write_text(sheet, encoding="utf-8")
            partial.replace(target)  # a reader never sees half a sheet
        return str(target)
