"""Blocks of the door pages."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

# Views that are no pages and that a door may lead to: URL name and what editors read.
ADDRESSES = [
    ("forum:index", _("Forum")),
    ("taxonomy:glossary", _("Glossary")),
    ("account_signup", _("Join us")),
]


class WayBlock(blocks.StructBlock):
    """One way on from a door: what awaits there, in a line, and the link to it."""

    title = blocks.CharBlock(label=_("Title"), max_length=80)
    text = blocks.CharBlock(label=_("In one line"), max_length=160, required=False)
    page = blocks.PageChooserBlock(label=_("Page"), required=False)
    address = blocks.ChoiceBlock(label=_("or"), choices=ADDRESSES, required=False)

    class Meta:
        icon = "arrow-right"
        description = _("A link with a line on what awaits there")
        preview_value = {
            "title": "Tips from practice",
            "text": "Short advice by people who have done it.",
            "page": None,
            "address": "taxonomy:glossary",
        }
        template = "home/blocks/way.html"

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        is_draft = getattr(self, "is_deferred_validation", False)
        if not is_draft and bool(value["page"]) == bool(value["address"]):
            reason = ValidationError(_("Choose a page or one of the other addresses, not both."))
            raise StructBlockValidationError({"page": reason})
        return value


way_blocks = [("way", WayBlock())]
