"""Model fields for standard numbers: cleaning writes what people paste in its one form."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.partial_dates import PartialDate
from library.numbers import WrongNumber, parse_doi, parse_isbn, parse_issn

FIRST_YEAR = 1900


def validate_year_in_reach(value: str) -> None:
    """Refuse years before 1900 and after the next; what is no date at all has its own refusal."""
    try:
        year = PartialDate.parse(value).year
    except ValueError:
        return
    if not FIRST_YEAR <= year <= timezone.localdate().year + 1:
        raise ValidationError(_("Give a year from 1900 to next year."))


class NumberField(models.CharField):
    """A text that one parser reads; empty stays empty."""

    parse: Callable[[str], str]
    refusal: Any
    room: int

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = self.room
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        return name, path, args, kwargs

    def clean(self, value: Any, model_instance: Any) -> str:
        """The one form of the number. Raises ValidationError."""
        if not value:
            return super().clean(value, model_instance)
        return super().clean(self.read(value), model_instance)

    @classmethod
    def read(cls, value: Any) -> str:
        """The one form of the number. Raises ValidationError."""
        try:
            return cls.parse(str(value))
        except WrongNumber:
            raise ValidationError(cls.refusal, params={"value": str(value)[:80]}) from None

    def formfield(self, **kwargs: Any) -> Any:
        # Longer than the column: people paste a whole address, and the form must not cut it.
        return super().formfield(**{"max_length": None, **kwargs})


class IsbnField(NumberField):
    """An ISBN-10 or ISBN-13 with a right check digit, hyphens as typed."""

    parse = staticmethod(parse_isbn)
    room = 17
    refusal = _("“%(value)s” is no ISBN: count its 10 or 13 digits and check the last one.")


class IssnField(NumberField):
    """An ISSN with a right check digit."""

    parse = staticmethod(parse_issn)
    room = 9
    refusal = _("“%(value)s” is no ISSN: it has eight digits, written like 0020-7985.")


class DoiField(NumberField):
    """A DOI without address or prefix, in small letters."""

    parse = staticmethod(parse_doi)
    room = 215
    refusal = _(
        "“%(value)s” is no DOI: it begins with 10. and has a slash, like 10.1111/imig.12370."
    )
