"""What is written in many ways becomes one: accents, capitals, vowel signs, apostrophes; words."""

import re
import unicodedata
from functools import lru_cache

MAX_WORD = 60  # characters; what is longer is no word, and is cut

# Letters that Unicode does not take apart, and signs that only some keyboards have.
_LETTERS = {
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "þ": "th",
    "ё": "е",
    # Arabic: carriers of hamza, ya without dots, Persian and Urdu forms of kaf and ya.
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ؤ": "و", "ئ": "ي",
    "ـ": "",  # lengthens a line, means nothing
    # Armenian: the half ring is an apostrophe that Unicode calls a letter; ev is two letters.
    "ՙ": "'", "և": "եւ",
    "’": "'", "‘": "'", "ʼ": "'", "ʹ": "'", "ʻ": "'", "`": "'", "´": "'", "՚": "'", "＇": "'",
}  # fmt: skip
# Nobody sees them, and they part no word: soft hyphens, joiners, marks of direction.
_UNSEEN = ["\u00ad", "\u034f", "\u061c", "\ufeff", *map(chr, range(0x200C, 0x2010))]
_UNSEEN += [*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2060, 0x2070))]
_TABLE = str.maketrans(_LETTERS | dict.fromkeys(_UNSEEN, ""))
# With the letter before it, which a mark may belong to.
_FOREIGN = re.compile(r"[\x00-\x7f]?[^\x00-\x7f]+")
# Marks on letters of these scripts tell letters apart (й is not и, が is not か), or are vowels.
_KEEP_MARKS = ("CYRILLIC", "HIRAGANA", "KATAKANA", "DEVANAGARI", "BENGALI", "TAMIL", "THAI")
_WORD = re.compile(r"[^\W_]+")
_PAIRED = {"han", "kana", "hangul"}


def fold(text: str) -> str:
    """`text` as all who mean the same write it: NFKC, small letters, no accents or vowel signs."""
    plain = unicodedata.normalize("NFKC", text).lower().replace("`", "'")
    if plain.isascii():
        return plain
    return _FOREIGN.sub(lambda run: _folded_run(run[0]), plain)


@lru_cache(maxsize=50_000)
def _folded_run(text: str) -> str:
    """Letters other than those of English: few are new in a long text."""
    kept: list[str] = []
    for letter in unicodedata.normalize("NFC", text.translate(_TABLE)):
        apart = unicodedata.normalize("NFD", letter)
        base = apart[0] if len(apart) > 1 or not kept else kept[-1]
        if _keeps_marks(base):
            kept.append(letter)
        else:
            # Syllables of Hangul come apart too, but into letters.
            bare = [part for part in apart if not unicodedata.combining(part)]
            kept.extend(bare if len(bare) < len(apart) else letter)
    return "".join(kept).translate(_TABLE)


@lru_cache(maxsize=4096)
def _keeps_marks(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith(_KEEP_MARKS)


def words_of(folded: str) -> list[str]:
    """The words of folded text, in order; Chinese, Japanese and Korean as overlapping pairs.

    An apostrophe parts words: `l'emploi` holds `emploi`, and the rest is a stop word.
    """
    words: list[str] = []
    for match in _WORD.finditer(folded):
        word = match[0]
        if word.isascii():
            words.append(word[:MAX_WORD])
        else:
            words.extend(_parts_of(word))
    return words


def _parts_of(word: str) -> list[str]:
    """A run of letters, parted where it changes to or from a script without blanks."""
    parts: list[str] = []
    run = ""
    for letter in word:
        if run and (script_of(letter) in _PAIRED) != (script_of(run[-1]) in _PAIRED):
            parts.extend(_finished(run))
            run = ""
        run += letter
    return parts + _finished(run)


def _finished(run: str) -> list[str]:
    if script_of(run[0]) not in _PAIRED or len(run) == 1:
        return [run[:MAX_WORD]]
    return [run[at : at + 2] for at in range(len(run) - 1)]


_SCRIPTS = {
    "LATIN": "latin",
    "CYRILLIC": "cyrillic",
    "ARABIC": "arabic",
    "GEORGIAN": "georgian",
    "ARMENIAN": "armenian",
    "GREEK": "greek",
    "CJK": "han",
    "HIRAGANA": "kana",
    "KATAKANA": "kana",
    "KATAKANA-HIRAGANA": "kana",
    "HANGUL": "hangul",
}


@lru_cache(maxsize=8192)
def script_of(word: str) -> str:
    """The script of a word's first letter: `latin`, `arabic`…; empty for figures and others."""
    for letter in word:
        if letter.isalpha():
            return _SCRIPTS.get(unicodedata.name(letter, "").partition(" ")[0], "")
    return ""
