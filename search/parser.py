"""The language of queries (search.md §7): it has no errors; what is no sign of it is text.

`words` · `"a phrase"` · `-word` · `-"a phrase"` · `OR` between words · `remit*` · `type:event`.
Nothing here knows languages or engines: words are folded, not stemmed, and stop words are still
there. A piece that is written without a blank and holds several words (`e-mail`, Chinese) is a
phrase.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from search.analysis import fold, words_of

MAX_CHARACTERS = 256
MAX_GROUPS = 12
MIN_PREFIX = 2  # letters before the star
MAX_VALUE = 60  # characters of a facet's value
FACETS = ("type", "lang", "country", "theme", "year", "format")

# Blanks part pieces, but not between quotation marks. A single pass: never more than one look
# at each character, however the marks stand.
_PIECE = re.compile(r'-?"[^"]*"|[^\s"]+|"')
_FACET = re.compile(rf"({'|'.join(FACETS)}):(\S+)", re.ASCII)
_MARKS = str.maketrans(dict.fromkeys("“”„‟«»＂", '"') | dict.fromkeys("‐‑‒–—−", "-"))


class Notice(StrEnum):
    """What was cut, for the page to say."""

    LONG = "long"  # only the first 256 characters were read
    GROUPS = "groups"  # only the first twelve were asked


@dataclass(frozen=True, slots=True)
class Piece:
    """A word, a phrase (several words in order) or the beginning of a word."""

    words: tuple[str, ...]
    is_prefix: bool = False
    is_capitals: bool = False  # typed so: WHO is then the organisation

    @property
    def is_phrase(self) -> bool:
        return len(self.words) > 1


@dataclass(frozen=True, slots=True)
class Group:
    """What one part of the query asks for: any of its pieces will do."""

    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A query as understood. `text` is what was read of it, to be shown again.

    `words`: the same without the selections of facets, which pages show as filters.
    """

    text: str = ""
    words: str = ""
    groups: tuple[Group, ...] = ()
    excluded: tuple[Piece, ...] = ()
    selected: tuple[tuple[str, str], ...] = ()  # (facet, value), in the order typed
    notices: tuple[Notice, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Nothing is asked for: then things are listed by date, whatever is excluded."""
        return not self.groups


def parse(typed: str) -> ParsedQuery:
    """Read a query. Any text has an answer; nothing is raised."""
    tidy = _tidy(typed)
    text = tidy[:MAX_CHARACTERS].rstrip()
    notices = [Notice.LONG] if len(tidy) > MAX_CHARACTERS else []
    groups: list[list[Piece]] = []
    excluded: list[Piece] = []
    selected: list[tuple[str, str]] = []
    words: list[str] = []
    joins = False  # an OR stands before the next piece
    for part in _PIECE.findall(text.translate(_MARKS)):
        if facet := _FACET.fullmatch(part):
            selected.append((facet[1], facet[2][:MAX_VALUE]))
            continue
        words.append(part)
        if part == "OR" and groups and not joins:
            joins = True
        elif part.startswith("-") and (piece := _piece(part.lstrip("-"))):
            excluded.append(piece)
        elif piece := _piece(part):
            if joins:
                groups[-1].append(piece)
            else:
                groups.append([piece])
            joins = False
    if sum(map(len, groups)) > MAX_GROUPS or len(excluded) > MAX_GROUPS:
        notices.append(Notice.GROUPS)
    return ParsedQuery(
        text=text,
        words=" ".join(words) if selected else text,
        groups=_first(groups),
        excluded=tuple(excluded[:MAX_GROUPS]),
        selected=tuple(dict.fromkeys(selected)),
        notices=tuple(notices),
    )


def _tidy(typed: str) -> str:
    """Without what no keyboard writes: controls, lone surrogates; blanks single."""
    shown = (" " if one.isspace() else one for one in typed if _is_text(one))
    return " ".join("".join(shown).split())


def _is_text(letter: str) -> bool:
    return letter.isspace() or unicodedata.category(letter) not in {"Cc", "Cs", "Co", "Cn"}


def _piece(part: str) -> Piece | None:
    """What a part asks for; None if there is no word in it."""
    quoted = part.strip('"')
    words = tuple(words_of(fold(quoted)))
    if not words:
        return None
    is_word = len(words) == 1 and quoted == part
    return Piece(
        words,
        is_prefix=is_word and part.endswith("*") and len(words[0]) >= MIN_PREFIX,
        is_capitals=is_word and len(part) > 1 and part.isupper(),
    )


def _first(groups: list[list[Piece]]) -> tuple[Group, ...]:
    """So many groups that they hold twelve pieces: joined ones cost as much as others."""
    kept: list[Group] = []
    left = MAX_GROUPS
    for pieces in groups:
        if left <= 0:
            break
        kept.append(Group(tuple(pieces[:left])))
        left -= len(pieces)
    return tuple(kept)
