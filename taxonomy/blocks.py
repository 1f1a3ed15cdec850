"""StreamField blocks that show tips and country cards (C12, R17)."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.snippets.blocks import SnippetChooserBlock


def tip_groups() -> list[tuple[str, str]]:
    """The groups on offer, by code."""
    from taxonomy.models import TipGroup  # blocks are imported by models of pages

    return [(group.code, group.label) for group in TipGroup.objects.offered()]


def _viewer(parent_context: Any) -> Any:
    return (parent_context or {}).get("viewer") or AnonymousUser()


class TipsBlock(blocks.StructBlock):
    """Tips of one group, or some of them chosen by hand. Each has an address of its own."""

    title = blocks.CharBlock(max_length=120, required=False, label=_("Title"))
    group = blocks.ChoiceBlock(choices=tip_groups, required=False, label=_("All tips of a group"))
    tips = blocks.ListBlock(
        SnippetChooserBlock("taxonomy.Tip"), required=False, default=[], label=_("Or these tips")
    )

    class Meta:
        icon = "list-ul"
        label = _("Tips")
        template = "blocks/tips.html"
        description = _("Advice from practice, with where it was tried and what to read on")
        preview_value = {"title": "Mapping your diaspora", "group": "mapping"}

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        is_draft = self.is_deferred_validation
        if not is_draft and bool(value["group"]) == bool(len(value["tips"])):
            reason = ValidationError(_("Choose a group, or choose tips: one of the two."))
            raise StructBlockValidationError({"group": reason})
        return value

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        from taxonomy.selectors import tip_cards  # they import models

        context = super().get_context(value, parent_context)
        viewer, chosen = _viewer(parent_context), [tip for tip in value["tips"] if tip]
        found = []
        if value["group"] or chosen:
            found = tip_cards(viewer=viewer, group=value["group"] or "", chosen=chosen)
        return context | {"tips": found}


class CountryCardsBlock(blocks.StructBlock):
    """Cards of one country, or some of them chosen by hand."""

    title = blocks.CharBlock(max_length=120, required=False, label=_("Title"))
    country = SnippetChooserBlock(
        "taxonomy.Country", required=False, label=_("All cards of a country")
    )
    cards = blocks.ListBlock(
        SnippetChooserBlock("taxonomy.CountryCard"),
        required=False,
        default=[],
        label=_("Or these cards"),
    )

    class Meta:
        icon = "site"
        label = _("Country cards")
        template = "blocks/country_cards.html"
        description = _("What was found in a country, with the tips that follow")
        preview_value = {"title": "Findings from countries"}

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        is_draft = self.is_deferred_validation
        if not is_draft and bool(value["country"]) == bool(len(value["cards"])):
            reason = ValidationError(_("Choose a country, or choose cards: one of the two."))
            raise StructBlockValidationError({"country": reason})
        return value

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        from taxonomy.selectors import country_cards  # they import models

        context = super().get_context(value, parent_context)
        viewer, chosen = _viewer(parent_context), [card for card in value["cards"] if card]
        found = []
        if value["country"] or chosen:
            country = value["country"].current if value["country"] else None
            found = country_cards(viewer=viewer, country=country, chosen=chosen)
        return context | {"cards": found}
