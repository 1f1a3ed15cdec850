"""By what the list of courses is filtered: theme, language, length (learning.md §3.1)."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import (
    Case,
    CharField,
    Expression,
    F,
    IntegerField,
    Model,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast
from django.utils.text import capfirst
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from taxonomy.facets import FacetDefinition, TermFacet, ValueFacet
from taxonomy.models import Theme

TEXT = CharField()
# {as the address writes it: (hours at most, words)}, the shortest first.
LENGTHS: dict[str, tuple[int | None, Any]] = {
    "2": (2, _("Up to 2 hours")),
    "5": (5, _("2 to 5 hours")),
    "10": (10, _("5 to 10 hours")),
    "more": (None, _("More than 10 hours")),
}


@dataclass(frozen=True, kw_only=True, eq=False)
class TaughtInFacet(FacetDefinition):
    """The languages in which something is published: its own and those of its translations.

    A page knows its translations by a key, not by a relation: they are the pages of its type, which
    is one, with its key.
    """

    path: str = "content_type__pages__locale__language_code"

    def rows(self, model: type[Model]) -> QuerySet[Any]:
        twin = self.path.removesuffix("__locale__language_code")
        rows = model._base_manager.annotate(
            facet_twin=F(f"{twin}__translation_key"),
            facet_twin_is_live=F(f"{twin}__live"),
            facet_twin_alias_of=F(f"{twin}__alias_of"),
            facet_value=self.value(model),
        )
        return rows.filter(
            facet_twin=F("translation_key"), facet_twin_is_live=True, facet_twin_alias_of=None
        )

    def name_of(self, value: str) -> str | None:
        if value not in dict(settings.LANGUAGES):
            return None
        return str(capfirst(get_language_info(value)["name_translated"]))


@dataclass(frozen=True, kw_only=True, eq=False)
class LengthFacet(ValueFacet):
    """Hours, in steps; what says no hours is in none."""

    by: str = "order"

    def value(self, model: type[Model]) -> Expression:
        return self._step({key: key for key in LENGTHS}, TEXT)

    def place(self) -> Expression:
        places = {key: place for place, key in enumerate(LENGTHS)}
        return self._step(places, IntegerField())

    def _step(self, values: dict[str, Any], output: Any) -> Expression:
        steps = [
            When(**{f"{self.path}__lte": most}, then=Value(values[key]))
            for key, (most, _words) in LENGTHS.items()
            if most is not None
        ]
        longest = When(**{f"{self.path}__isnull": False}, then=Value(values["more"]))
        # Cast, as PostgreSQL takes no column of a union for text by itself.
        return Cast(Case(*steps, longest, default=None, output_field=output), output)


FACETS = [
    TermFacet("theme", _("Theme"), path="theme_links__term", model=Theme),
    TaughtInFacet("language", _("Language")),
    LengthFacet(
        "length",
        _("Length"),
        path="hours",
        choices=[(key, words) for key, (_most, words) in LENGTHS.items()],
    ),
]
