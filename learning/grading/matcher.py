"""Whether a text matches a pattern with stars, in linear time.

Never a regular expression: one built from an author's stars can take longer than a life.
"""

import unicodedata

_STRAIGHT = str.maketrans("\u2018\u2019\u02bc\u00b4\u2032", "'''''")
# Direction marks are invisible: nobody types them on purpose.
DIRECTIONS = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def plain(text: str, *, case_sensitive: bool) -> str:
    """`text` as it is compared: trimmed, NFC, single blanks, straight apostrophes, folded case."""
    text = unicodedata.normalize("NFC", text.translate(DIRECTIONS))
    text = " ".join(text.translate(_STRAIGHT).split())
    if case_sensitive:
        return text
    return unicodedata.normalize("NFC", text.casefold())


def pieces_of(pattern: str) -> list[str]:
    """The literal pieces between stars: `a*b\\*` gives `a` and `b*`.

    `\\*` is a star itself, any other backslash is a backslash; runs of stars are one.
    """
    pieces, piece, at = [], "", 0
    while at < len(pattern):
        letter = pattern[at]
        if letter == "\\" and pattern[at + 1 : at + 2] == "*":
            piece, at = piece + "*", at + 2
            continue
        if letter != "*":
            piece += letter
        elif not (pieces and not piece):  # not a star right after a star
            pieces.append(piece)
            piece = ""
        at += 1
    return [*pieces, piece]


def matches(text: str, pattern: str, *, case_sensitive: bool = False) -> bool:
    """Whether the whole of `text` fits `pattern`; both are made `plain` first."""
    text = plain(text, case_sensitive=case_sensitive)
    pieces = pieces_of(plain(pattern, case_sensitive=case_sensitive))
    if len(pieces) == 1:
        return text == pieces[0]
    first, *middle, last = pieces
    if len(text) < len(first) + len(last):  # the ends would overlap
        return False
    if not (text.startswith(first) and text.endswith(last)):
        return False
    at, end = len(first), len(text) - len(last)
    for piece in middle:
        found = text.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return True
