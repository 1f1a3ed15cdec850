"""Blocks of facts: timelines, figures with their dates, people, partners."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images.blocks import ImageChooserBlock

from common import counters
from common.blocks.base import AddressBlock, PartialDateBlock, PlainFigureBlock
from common.partial_dates import PartialDate

FACTS = _("Facts")


class MomentBlock(blocks.StructBlock):
    """One entry of a timeline; its date may be a year, a month or a day."""

    date = PartialDateBlock(label=_("Date"))
    title = blocks.CharBlock(label=_("Title"), max_length=255)
    text = blocks.TextBlock(label=_("Text"), max_length=1_000, required=False, rows=2)
    our_role = blocks.BooleanBlock(
        label=_("Our part"),
        required=False,
        help_text=_("The network or its founders took part."),
    )
    link = AddressBlock(label=_("Link"), required=False)
    source = blocks.CharBlock(label=_("Source"), max_length=255, required=False)

    class Meta:
        icon = "date"


class TimelineBlock(blocks.StructBlock):
    """Moments in order of time, whatever order they were typed in (C5)."""

    items = blocks.ListBlock(MomentBlock(), min_num=1, max_num=60, label=_("Moments"))

    class Meta:
        icon = "history"
        label = _("Timeline")
        group = FACTS
        template = "blocks/timeline.html"
        description = _("Dated moments in order; each opens to its text")
        preview_value = {
            "items": [
                {
                    "date": "2013-10",
                    "title": "The second dialogue at the United Nations",
                    "text": "States agree on eight points.",
                    "our_role": False,
                    "link": "https://example.org/",
                    "source": "The declaration",
                },
                {
                    "date": "2008",
                    "title": "The initiative begins",
                    "text": "",
                    "our_role": True,
                    "link": "",
                    "source": "",
                },
            ]
        }

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        moments = []
        for item in value["items"]:
            try:
                moments.append((PartialDate.parse(item["date"]), item))
            except ValueError:
                continue  # a draft may hold a half-typed date; publishing refuses it
        moments.sort(key=lambda moment: (moment[0].first(), moment[0].last()))
        return super().get_context(value, parent_context) | {"moments": moments}


class FigureBlock(blocks.StructBlock):
    """A figure counted by the site, or one from a source with the day it was true."""

    counter = blocks.ChoiceBlock(label=_("Counted here"), choices=counters.choices, required=False)
    value = PlainFigureBlock(label=_("or a figure"), max_length=30, required=False)
    unit = blocks.CharBlock(label=_("Unit"), max_length=40, required=False)
    label = blocks.CharBlock(
        label=_("What it counts"),
        max_length=80,
        required=False,
        help_text=_("A counted figure has a name of its own, which this replaces."),
    )
    as_of = PartialDateBlock(label=_("As of"), required=False)
    source = blocks.CharBlock(label=_("Source"), max_length=160, required=False)

    class Meta:
        icon = "order"

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        reasons = {} if self.is_deferred_validation else _missing(value)
        if reasons:
            errors = {name: ValidationError(reason) for name, reason in reasons.items()}
            raise StructBlockValidationError(errors)
        return value


def _missing(figure: Any) -> dict[str, Any]:
    if bool(figure["counter"]) == bool(figure["value"]):
        return {"counter": _("Choose a counter, or give a figure: one of the two.")}
    needed = ("label", "as_of", "source") if figure["value"] else ()
    reason = _("A figure needs what it counts, its date and its source.")
    return {name: reason for name in needed if not figure[name]}


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """A figure as readers see it; `note` is its date, and where it comes from."""

    value: int | str
    label: str
    note: str


class StatisticsBlock(blocks.StructBlock):
    """Up to six figures, each with its date (C15). An unknown counter is left out."""

    figures = blocks.ListBlock(FigureBlock(), min_num=1, max_num=6, label=_("Figures"))

    class Meta:
        icon = "order"
        label = _("Figures")
        group = FACTS
        template = "blocks/statistics.html"
        description = _("Up to six figures with their dates")
        preview_value = {
            "figures": [
                {
                    "counter": "",
                    "value": "122",
                    "unit": "",
                    "label": "people at the webinar",
                    "as_of": "2021-09",
                    "source": "Report of the webinar",
                },
                {
                    "counter": "",
                    "value": "almost 300",
                    "unit": "",
                    "label": "experts since 2009",
                    "as_of": "2016",
                    "source": "ICMPD",
                },
            ]
        }

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        keys = [figure["counter"] for figure in value["figures"] if figure["counter"]]
        counted = {figure.key: figure for figure in counters.recent_figures(keys)}
        shown = [_shown(figure, counted) for figure in value["figures"]]
        context = super().get_context(value, parent_context)
        return context | {"figures": [figure for figure in shown if figure is not None]}

    def remarks(self, value: Any) -> list[str]:
        """Names the counters that no app offers any more."""
        words = gettext("Nothing counts “%(key)s” any more: readers do not see this figure.")
        keys = [figure["counter"] for figure in value["figures"] if figure["counter"]]
        return [words % {"key": key} for key in keys if not counters.known(key)]


def _shown(figure: Any, counted: dict[str, counters.Figure]) -> ShownFigure | None:
    if figure["counter"]:
        found = counted.get(figure["counter"])
        if found is None:
            return None
        day = PartialDate(found.as_of.year, found.as_of.month, found.as_of.day)
        return ShownFigure(found.value, figure["label"] or str(found.label), day.words())
    try:
        day = PartialDate.parse(figure["as_of"] or "")
    except ValueError:
        return None  # a figure without a date is not shown, in no preview of a draft either
    note = " · ".join(part for part in (day.words(), figure["source"]) if part)
    number = " ".join(part for part in (figure["value"], figure["unit"]) if part)
    return ShownFigure(number, figure["label"], note)


class PersonBlock(blocks.StructBlock):
    """Somebody who agreed to be named here."""

    name = blocks.CharBlock(label=_("Name"), max_length=120)
    role = blocks.CharBlock(label=_("Role"), max_length=160, required=False)
    organisation = blocks.CharBlock(label=_("Organisation"), max_length=160, required=False)
    portrait = ImageChooserBlock(label=_("Portrait"), required=False)
    url = AddressBlock(label=_("Link"), required=False)

    class Meta:
        icon = "user"

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        portrait = value["portrait"]
        if portrait and not portrait.consent_note and not self.is_deferred_validation:
            words = _("Note on the picture who agreed to be shown, when and how.")
            raise StructBlockValidationError({"portrait": ValidationError(words)})
        return value


class PeopleBlock(blocks.StructBlock):
    """People who agreed to be named: up to twelve cards."""

    people = blocks.ListBlock(PersonBlock(), min_num=1, max_num=12, label=_("People"))

    class Meta:
        icon = "group"
        label = _("People")
        group = FACTS
        template = "blocks/people.html"
        description = _("Up to twelve people with role and organisation")
        preview_value = {
            "people": [
                {
                    "name": "Maya Beispiel",
                    "role": "Host",
                    "organisation": "Town hall of an invented town",
                    "portrait": None,
                    "url": "",
                }
            ]
        }


class PartnerBlock(blocks.StructBlock):
    """An organisation we work with."""

    name = blocks.CharBlock(label=_("Name"), max_length=160)
    url = AddressBlock(label=_("Address"), required=False)
    # Decoration: its name always stands beside it.
    logo = ImageChooserBlock(label=_("Logo"), required=False)

    class Meta:
        icon = "site"


class PartnersBlock(blocks.StructBlock):
    """Partners by name, with a logo where there is one."""

    partners = blocks.ListBlock(PartnerBlock(), min_num=1, max_num=12, label=_("Partners"))

    class Meta:
        icon = "site"
        label = _("Partners")
        group = FACTS
        template = "blocks/partners.html"
        description = _("Up to twelve partners with link and logo")
        preview_value = {
            "partners": [
                {"name": "A town that does not exist", "url": "https://example.org/", "logo": None},
                {"name": "An invented association", "url": "", "logo": None},
            ]
        }
