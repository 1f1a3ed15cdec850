"""Find every text of the interface in the code and bring the catalogues up to date with it."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation import templatize

# Django's names for gettext's functions, and which of their arguments are texts.
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# Not the interface: what was once said stays in old migrations; nobody reads the suite in French.
SKIPPED = frozenset({"migrations", "tests", "benchmarks", "var", "node_modules"})
HEADER = """\
# The interface of M4D Net. How to work on it: docs/how-to/translate-the-interface.md
msgid ""
msgstr ""
"Project-Id-Version: M4D Net\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural_forms}\\n"

"""

_LITERAL = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
# What `templatize` leaves of a template: calls with plain strings between rows of X.
_CALL = re.compile(rf"(?<!\w)(_|n?p?gettext)\(({_LITERAL}(?:, {_LITERAL})*)(?:, ?count)?\)")
_STRING = re.compile(_LITERAL)


def collect_texts(root: Path) -> Catalog:
    """Every text below `root` that goes through gettext, with the files it stands in."""
    found = Catalog(project="M4D Net")
    for path in sorted(_sources(root)):
        place = (str(path.relative_to(root)), 0)
        texts = _texts_of_template(path) if path.suffix != ".py" else _texts_of_python(path)
        for text, context in texts:
            found.add(text, locations=[place], context=context)
    return found


def bring_up_to_date(path: Path, texts: Catalog, language: str) -> Catalog:
    """Write the catalogue at `path` with exactly `texts`, keeping what is translated.

    Nothing is guessed: a changed sentence comes back empty, and what the code no longer says goes.
    """
    catalogue = (
        read_catalogue(path, language) if path.exists() else Catalog(locale=language, fuzzy=False)
    )
    catalogue.update(texts, no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        header = HEADER.format(language=language, plural_forms=catalogue.plural_forms)
        file.write(header.encode())
        # One line a text, no line numbers: a change shows what changed.
        write_po(file, catalogue, width=0, omit_header=True, sort_output=True, include_lineno=False)
    return catalogue


def read_catalogue(path: Path, language: str) -> Catalog:
    """The catalogue at `path`; raises babel's PoFileError where a line of it is broken."""
    with path.open("rb") as file:
        # Without its language babel leaves the plural rule of the file out.
        return read_po(file, locale=language, abort_invalid=True)


def _sources(root: Path) -> Iterator[Path]:
    for pattern in ("*.py", "*.html", "*.txt"):
        for path in root.rglob(pattern):
            parts = path.relative_to(root).parts
            is_hidden = any(part.startswith(".") for part in parts)
            is_template = path.suffix == ".py" or "templates" in parts
            if is_template and not is_hidden and not SKIPPED.intersection(parts):
                yield path


def _texts_of_python(path: Path) -> Iterable[tuple[str | tuple[str, ...], str | None]]:
    with path.open("rb") as file:
        for _line, text, _comments, context in extract("python", file, keywords=KEYWORDS):
            yield text, context


def _texts_of_template(path: Path) -> Iterable[tuple[str | tuple[str, ...], str | None]]:
    content = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    for call in _CALL.finditer(content):
        name = call[1]
        texts = [ast.literal_eval(literal) for literal in _STRING.findall(call[2])]
        context = texts.pop(0) if "p" in name else None
        yield (tuple(texts) if name.startswith("n") else texts[0]), context
