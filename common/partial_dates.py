"""Dates known to the year, the month or the day, stored as the known part of an ISO 8601 date."""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Self

from babel.dates import format_date, format_skeleton
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

# French counts the first day of a month, and CLDR does not: le 1er mars, le 2 mars.
FIRST = "1er"
LONE_ONE = re.compile(r"(?<!\d)1(?= \D)")
PATTERN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


@lru_cache(maxsize=4096)  # a list says the same few days again and again
def day_words(day: date, locale: Any, *, pattern: str = "long") -> str:
    """`31 October 2016` in `locale` (a code or babel's own), by CLDR; in French `1er mars 2026`."""
    words = format_date(day, format=pattern, locale=locale)
    is_first = day.day == 1 and str(locale).partition("_")[0] == "fr"
    return LONE_ONE.sub(FIRST, words, count=1) if is_first else words


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date of which at least the year is known. Compares by `first` and `last` possible day."""

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    @lru_cache(maxsize=4096)  # a list reads the same few dates again and again
    def parse(cls, text: str) -> Self:
        """`2016`, `2016-10`, `2016-10-31`. Raises ValueError for all else, 31 February too."""
        match = PATTERN.fullmatch(text.strip())
        if not match:
            raise ValueError(text)
        year, month, day = (int(part) if part else None for part in match.groups())
        parsed = cls(year, month, day)  # type: ignore[arg-type]  # the pattern has a year
        parsed.first()  # raises for a day that no calendar has
        return parsed

    def first(self) -> date:
        """The earliest day it can mean."""
        # Not `or`: month 00 is no month, it is not an unknown one.
        month, day = (1 if part is None else part for part in (self.month, self.day))
        return date(self.year, month, day)

    def last(self) -> date:
        """The latest day it can mean."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def __str__(self) -> str:
        parts = [f"{self.year:04d}"]
        parts += [f"{part:02d}" for part in (self.month, self.day) if part]
        return "-".join(parts)

    def words(self, language: str | None = None) -> str:
        """`2016`, `October 2016`, `31 October 2016`, in the reader's language by CLDR."""
        locale = (language or get_language() or "en").replace("-", "_")
        locale = {"en": "en_GB"}.get(locale, locale)
        if self.day:
            return day_words(self.first(), locale)
        if self.month:
            return format_skeleton("yMMMM", self.first(), locale=locale)
        return str(self.year)


def validate_partial_date(value: str) -> None:
    """Refuse what is no date, with the three ways to write one."""
    try:
        PartialDate.parse(value)
    except ValueError:
        raise ValidationError(
            _("Write the date as 2016, 2016-10 or 2016-10-31; “%(value)s” is none of these."),
            params={"value": value},
        ) from None


class PartialDateField(models.CharField):
    """Keeps the text; `PartialDate.parse` reads it. Sorts as text in order of time."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 10
        super().__init__(*args, **kwargs)
        self.validators = [*self.validators, validate_partial_date]

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        kwargs.pop("validators", None)
        return name, path, args, kwargs
