"""Numbers as people write them, in the language of the quiz. Rule: learning.md §7 (ours)."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from learning.grading.matcher import DIRECTIONS

LONGEST = 60  # characters
LARGEST_EXPONENT = 300
_PLAIN_DIGITS = 30  # what is longer is printed with an exponent


class NumberUnreadable(ValueError):
    """The text is not a number."""


@dataclass(frozen=True, slots=True)
class Signs:
    """Which character is the decimal sign of a language, which groups, and how we print groups."""

    decimal: str
    grouping: str  # of `.` and `,` only: blanks group everywhere
    printed: str


SIGNS = {
    "en": Signs(".", ",", ","),
    "fr": Signs(",", "", "\u202f"),
    "es": Signs(",", ".", "."),
    "ar": Signs(".", ",", ","),
}
_MANTISSA = r"(?P<sign>[+-]?)(?P<mantissa>[0-9.,]+)"
_EXPONENT = r"(?:e(?P<e>[+-]?[0-9]+)|[x*]10\^(?P<power>[+-]?[0-9]+))?"
_NUMBER = re.compile(_MANTISSA + _EXPONENT)
_WRITTEN_ALIKE = str.maketrans({"\u2212": "-", "×": "x", "X": "x", "E": "e", "٫": ".", "٬": ""})


def read_number(text: str, locale: str) -> Decimal:
    """The number `text` says in the language `locale`. Raises NumberUnreadable."""
    number, rest = read_quantity(text, locale)
    if rest:
        raise NumberUnreadable(text[:LONGEST])
    return number


def read_quantity(text: str, locale: str) -> tuple[Decimal, str]:
    """The number at the start of `text` and what follows it, a unit. Raises NumberUnreadable."""
    if len(text) > LONGEST:
        raise NumberUnreadable(text[:LONGEST])
    written = normalised(text)
    found = _NUMBER.match(written)
    if not found:
        raise NumberUnreadable(text)
    # The Arabic decimal sign says what it is; it needs no guess.
    signs = SIGNS["ar"] if "٫" in text else SIGNS.get(locale.partition("-")[0], SIGNS["en"])
    digits = _plain_mantissa(found["mantissa"], signs)
    exponent = found["e"] or found["power"] or "0"
    if len(exponent) > 5 or abs(int(exponent)) > LARGEST_EXPONENT:
        raise NumberUnreadable(text)
    return Decimal(f"{found['sign']}{digits}e{exponent}"), written[found.end() :]


def format_number(number: Decimal, locale: str) -> str:
    """`number` as it is printed in the language `locale`: 1234.5 → `1 234,5` in French."""
    signs = SIGNS.get(locale.partition("-")[0], SIGNS["en"])
    text = f"{number:f}"
    if len(text) > _PLAIN_DIGITS:
        return f"{number:e}".replace(".", signs.decimal)
    whole, _point, part = text.partition(".")
    grouped = f"{int(whole.lstrip('-')):,}".replace(",", signs.printed)
    minus = "-" if number.is_signed() else ""
    return f"{minus}{grouped}{signs.decimal}{part}" if part else f"{minus}{grouped}"


def normalised(text: str) -> str:
    """Without blanks and direction marks, with European digits, one way of writing signs.

    Units are compared so. Phones put a mark before a number that is typed in Arabic.
    """
    text = unicodedata.normalize("NFC", text.translate(DIRECTIONS))
    written = "".join(text.split()).translate(_WRITTEN_ALIKE)
    return "".join(
        str(unicodedata.decimal(letter)) if unicodedata.category(letter) == "Nd" else letter
        for letter in written
    )


def _plain_mantissa(mantissa: str, signs: Signs) -> str:
    """Digits and at most one point. Raises NumberUnreadable."""
    points, commas = mantissa.count("."), mantissa.count(",")
    decimal = ""
    if points and commas:
        decimal = "." if mantissa.rindex(".") > mantissa.rindex(",") else ","
    elif points + commas == 1:
        sign = "." if points else ","
        is_grouping = sign == signs.grouping and re.fullmatch(r"[1-9]\d{0,2}\D\d{3}", mantissa)
        decimal = "" if is_grouping else sign
    if decimal and mantissa.count(decimal) > 1:
        raise NumberUnreadable(mantissa)
    whole, _sign, part = mantissa.partition(decimal) if decimal else (mantissa, "", "")
    if whole[:1] in (".", ",") or whole[-1:] in (".", ","):  # a grouping sign that groups nothing
        raise NumberUnreadable(mantissa)
    digits = whole.replace(".", "").replace(",", "")
    if not (digits + part):
        raise NumberUnreadable(mantissa)
    return f"{digits or 0}.{part}" if part else digits


def plain_decimal(number: Decimal) -> str:
    """One way of writing each number, without exponent and trailing zeros: versions compare it."""
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text
