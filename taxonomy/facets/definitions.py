"""The kinds of facet. Each says once which rows of a list carry which value.

Counting and choosing both read `rows`, so a count cannot differ from what choosing gives.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from typing import Any

from django.db.models import (
    CharField,
    DateField,
    Expression,
    F,
    IntegerField,
    Model,
    Q,
    QuerySet,
    Value,
)
from django.db.models.constants import LOOKUP_SEP
from django.db.models.functions import Cast, Coalesce, ExtractYear, NullIf, Substr
from django.utils.translation import get_language

from taxonomy.models import Term

NAMED = ("facet_key", "facet_asked", "facet_value", "facet_label")
TEXT = CharField()
NUMBER_OF_A_ROW = re.compile(r"[0-9]{1,18}", re.ASCII)  # fits 64 bits
YEAR = re.compile(r"[0-9]{4}", re.ASCII)


@dataclass(frozen=True, eq=False)
class FacetDefinition:
    """What all kinds share. Made once, at the top of a module: compared by identity.

    `key` is the parameter in the address, `path` leads from the list's model to the value,
    `shown` choices are seen before "show all". `by` orders them: `count` (most first),
    `order` (as the list of terms), `newest` (highest value first).
    """

    key: str
    label: Any  # str or lazy translation
    _: KW_ONLY
    path: str
    shown: int = 6
    by: str = "count"
    only: Mapping[str, Any] = field(default_factory=dict)

    def value(self, model: type[Model]) -> Any:
        """The value as the address writes it: text."""
        return Cast(F(self.path), TEXT)

    def names(self) -> Expression:
        """What readers see; empty where `name_of` knows it without the database."""
        return Value("", TEXT)

    def place(self) -> Any:
        """Where the choice stands if ordered `by="order"`."""
        return Value(0, IntegerField())

    def offered(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """`rows` without values that readers are not offered."""
        return rows

    def rows(self, model: type[Model]) -> QuerySet[Any]:
        """A row for each item and value, with `facet_value`.

        Conditions stand on annotations: a filter on a path to many would open a second join and
        ask about another row than the one whose value is read.
        """
        conditions = {f"facet_only_{at}": value for at, value in enumerate(self.only.values())}
        paths = {f"facet_only_{at}": F(path) for at, path in enumerate(self.only)}
        rows = model._base_manager.annotate(facet_value=self.value(model), **paths)
        return self.offered(rows.filter(facet_value__isnull=False, **conditions))

    def having(self, model: type[Model], values: Iterable[str]) -> QuerySet[Any]:
        """A row for each item and value out of `values`."""
        return self.rows(model).filter(facet_value__in=list(values))

    def asked(self, values: list[str]) -> QuerySet[Any] | None:
        """A query of NAMED for those `values` that exist; None if none needs the database."""
        return None

    def name_of(self, value: str) -> str | None:
        """The label of `value` as far as it is known without the database; None if unknown."""
        return None


@dataclass(frozen=True, kw_only=True, eq=False)
class TermFacet(FacetDefinition):
    """Terms of one list: `path` leads to the term, the address holds its code.

    The code of a merged term means the term it was merged into.
    """

    model: type[Term]

    def value(self, model: type[Model]) -> Any:
        return F(f"{self.path}__code")

    def names(self) -> Expression:
        return name_in_reading_language(f"{self.path}__")

    def place(self) -> Any:
        return F(f"{self.path}__order")

    def offered(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        terms = self.model._default_manager.offered()
        return rows.annotate(facet_term=F(self.path)).filter(facet_term__in=terms.values("pk"))

    def asked(self, values: list[str]) -> QuerySet[Any] | None:
        manager = self.model._default_manager
        live = Q(merged_into__isnull=True, pk__in=manager.offered().values("pk"))
        merged = Q(merged_into__in=manager.offered().values("pk"))
        return (
            manager.filter(live | merged, code__in=values)
            .order_by()
            .annotate(
                facet_key=Value(self.key, TEXT),
                facet_asked=Cast("code", TEXT),
                facet_value=Cast(Coalesce("merged_into__code", "code"), TEXT),
                facet_label=Coalesce(
                    name_in_reading_language("merged_into__"), name_in_reading_language("")
                ),
            )
            .values(*NAMED)
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class RelatedFacet(FacetDefinition):
    """Rows of any other table, such as publishers: the address holds the row's number."""

    model: type[Model]
    name: str = "name"

    def names(self) -> Expression:
        return Cast(F(f"{self.path}__{self.name}"), TEXT)

    def having(self, model: type[Model], values: Iterable[str]) -> QuerySet[Any]:
        rows = self.rows(model).annotate(facet_row=F(self.path))
        return rows.filter(facet_row__in=[int(one) for one in values])

    def asked(self, values: list[str]) -> QuerySet[Any] | None:
        numbers = [int(value) for value in values if NUMBER_OF_A_ROW.fullmatch(value)]
        if not numbers:
            return None
        number = Cast("pk", TEXT)
        return (
            self.model._default_manager.filter(pk__in=numbers)
            .order_by()
            .annotate(
                facet_key=Value(self.key, TEXT),
                facet_asked=number,
                facet_value=number,
                facet_label=Cast(self.name, TEXT),
            )
            .values(*NAMED)
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class YearFacet(FacetDefinition):
    """The year of a date, a moment or a partial date."""

    by: str = "newest"

    def value(self, model: type[Model]) -> Expression:
        if isinstance(_field_at(model, self.path), DateField):
            return Cast(ExtractYear(self.path), TEXT)
        return NullIf(Substr(self.path, 1, 4), Value(""))

    def name_of(self, value: str) -> str | None:
        return value if YEAR.fullmatch(value) else None


@dataclass(frozen=True, kw_only=True, eq=False)
class ValueFacet(FacetDefinition):
    """A field with fixed choices."""

    choices: Iterable[tuple[str, Any]]

    def name_of(self, value: str) -> str | None:
        label = dict(self.choices).get(value)
        return None if label is None else str(label)


def name_in_reading_language(prefix: str) -> Expression:
    """The term's name in the language of the page, else in English; twin of `Term.label`."""
    language = (get_language() or "en").split("-")[0]
    english = Cast(F(f"{prefix}name"), TEXT)
    if language not in Term.LANGUAGES:
        return english
    return Coalesce(NullIf(Cast(F(f"{prefix}name_{language}"), TEXT), Value("")), english)


def _field_at(model: Any, path: str) -> Any:
    """The field at the end of a lookup path."""
    *steps, last = path.split(LOOKUP_SEP)
    for step in steps:
        model = model._meta.get_field(step).related_model
    return model._meta.get_field(last)
