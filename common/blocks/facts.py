"""Blocks of facts: timelines, figures with their dates, people, partners."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images.blocks import ImageBlock, ImageChooserBlock

from common import counters
from common.partial_dates import PartialDate, validate_partial_date

FACTS = _("Facts")


class MomentBlock(blocks.StructBlock):
    """One entry of a timeline; its date may be a year, a month or a day."""

    date = blocks.CharBlock(
        label=_("Date"),
        max_length=10,
        validators=[validate_partial_date],
        help_text=_("2016, 2016-10 or 2016-10-31."),
    )
    title = blocks.CharBlock(label=_("Title"), max_length=255)
    text = blocks.TextBlock(label=_("Text"), required=False, rows=2)
    our_role = blocks.BooleanBlock(label=_("We took part"), required=False)
    link = blocks.URLBlock(label=_("Link"), required=False)
    source = blocks.CharBlock(label=_("Source"), max_length=255, required=False)

    class Meta:
        icon = "date"


class TimelineBlock(blocks.StructBlock):
    """Moments in order of time, whatever order they were typed in (C5)."""

    items = blocks.ListBlock(MomentBlock(), min_num=1, label=_("Moments"))

    class Meta:
        icon = "history"
        label = _("Timeline")
        group = FACTS
        template = "blocks/timeline.html"
        description = _("Dated moments in order; each opens to its text")
        preview_value = {
            "items": [
                {
                    "date": "2008",
                    "title": "The initiative begins",
                    "text": "Seven bodies of the United Nations set out together.",
                    "our_role": True,
                    "link": "",
                    "source": "About us",
                }
            ]
        }

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        moments = []
        for item in value["items"]:
            try:
                moments.append((PartialDate.parse(item["date"]), item))
            except ValueError:
                continue  # a draft may hold a half-typed date; publishing refuses it
        moments.sort(key=lambda moment: moment[0].first())
        return super().get_context(value, parent_context) | {"moments": moments}


class FigureBlock(blocks.StructBlock):
    """A figure counted by the site, or one from a source with the day it was true."""

    counter = blocks.ChoiceBlock(label=_("Counted here"), choices=counters.choices, required=False)
    value = blocks.CharBlock(label=_("or a figure"), max_length=30, required=False)
    unit = blocks.CharBlock(label=_("Unit"), max_length=40, required=False)
    label = blocks.CharBlock(label=_("What it counts"), max_length=80, required=False)
    as_of = blocks.CharBlock(
        label=_("As of"), max_length=10, required=False, validators=[validate_partial_date]
    )
    source = blocks.CharBlock(label=_("Source"), max_length=160, required=False)

    class Meta:
        icon = "order"

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if self.is_deferred_validation:
            return value
        errors = {}
        if bool(value["counter"]) == bool(value["value"]):
            errors["counter"] = _("Choose a counter, or give a figure: one of the two.")
        elif value["value"]:
            for name in ("label", "as_of", "source"):
                if not value[name]:
                    errors[name] = _("A figure needs what it counts, its date and its source.")
        if errors:
            raise StructBlockValidationError(
                {name: ValidationError(words) for name, words in errors.items()}
            )
        return value


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
                }
            ]
        }

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        keys = [figure["counter"] for figure in value["figures"] if figure["counter"]]
        counted = {figure.key: figure for figure in counters.figures(keys)}
        shown = [
            (figure, counted.get(figure["counter"]))
            for figure in value["figures"]
            if not figure["counter"] or figure["counter"] in counted
        ]
        return super().get_context(value, parent_context) | {"shown": shown}


class PersonBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("Name"), max_length=120)
    role = blocks.CharBlock(label=_("Role"), max_length=160, required=False)
    organisation = blocks.CharBlock(label=_("Organisation"), max_length=160, required=False)
    portrait = ImageChooserBlock(label=_("Portrait"), required=False)
    url = blocks.URLBlock(label=_("Link"), required=False)


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
    name = blocks.CharBlock(label=_("Name"), max_length=160)
    url = blocks.URLBlock(label=_("Address"), required=False)
    logo = ImageBlock(label=_("Logo"), required=False)


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
            "partners": [{"name": "An example", "url": "https://example.org/", "logo": None}]
        }
