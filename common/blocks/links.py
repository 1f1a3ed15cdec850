"""Blocks that lead on: files, teasers, calls to action, related items, lists."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.models import Locale, Page

from common import lists
from common.permissions import can_view_page

ONWARD = _("Ways on")
AUDIENCES = [
    ("all", _("Everybody")),
    ("anonymous", _("Readers without an account")),
    ("members", _("Members")),
]


def _viewer(context: Any) -> Any:
    return (context or {}).get("viewer") or AnonymousUser()


def visible(page: Page | None, context: Any) -> Any:
    """The page in its own type if this reader may see it, else None."""
    if page is None or not can_view_page(_viewer(context), page):
        return None
    return page.specific_deferred if isinstance(page, Page) else page


class FileBlock(blocks.StructBlock):
    """One file to take away; format and size stand on the button."""

    document = DocumentChooserBlock(label=_("File"))
    label = blocks.CharBlock(label=_("Words on the button"), max_length=80, required=False)

    class Meta:
        icon = "doc-full"
        label = _("File")
        group = ONWARD
        template = "blocks/file.html"
        description = _("A file to download, with its format and size")


class TeaserBlock(blocks.StructBlock):
    """A publication in short: its own teaser, with a button for each language."""

    page = blocks.PageChooserBlock(label=_("Page"))
    text = blocks.TextBlock(label=_("Own words"), required=False, rows=3, max_length=300)

    class Meta:
        icon = "doc-full-inverse"
        label = _("Publication")
        group = ONWARD
        template = "blocks/teaser.html"
        description = _("A publication in short, with its files by language")

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        chosen = value["page"]
        shown = visible(chosen, parent_context)
        shown = shown.specific if shown is not None else None
        template = getattr(shown, "teaser_template", "blocks/teaser_plain.html")
        context = super().get_context(value, parent_context)
        return context | {"shown": shown, "teaser_template": template}


class CallToActionBlock(blocks.StructBlock):
    """One thing to do next, for everybody or for some."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    text = blocks.TextBlock(label=_("Text"), max_length=200, required=False, rows=2)
    button = blocks.CharBlock(label=_("Words on the button"), max_length=30)
    page = blocks.PageChooserBlock(label=_("Page"), required=False)
    url = blocks.URLBlock(label=_("or address"), required=False)
    audience = blocks.ChoiceBlock(label=_("For"), choices=AUDIENCES, default="all")

    class Meta:
        icon = "arrow-right"
        label = _("Call to action")
        group = ONWARD
        template = "blocks/call_to_action.html"
        description = _("One button with a sentence above it")
        preview_value = {
            "title": "Share what you learnt",
            "text": "A paragraph is enough to begin.",
            "button": "Write to us",
            "page": None,
            "url": "https://example.org/",
            "audience": "all",
        }

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if not self.is_deferred_validation and bool(value["page"]) == bool(value["url"]):
            reason = ValidationError(_("Choose a page, or give an address: one of the two."))
            raise StructBlockValidationError({"page": reason})
        return value

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        viewer = _viewer(parent_context)
        is_for = {
            "all": True,
            "anonymous": not viewer.is_authenticated,
            "members": viewer.is_authenticated,
        }
        page = visible(value["page"], parent_context)
        target = page.url if page is not None else value["url"]
        context = super().get_context(value, parent_context)
        shown = bool(target) and is_for.get(value["audience"], True)
        return context | {"target": target, "is_shown": shown}


class RelatedBlock(blocks.StructBlock):
    """Pages of this site, or addresses elsewhere, to read on."""

    title = blocks.CharBlock(label=_("Title"), max_length=120, required=False)
    pages = blocks.ListBlock(
        blocks.PageChooserBlock(), max_num=12, required=False, default=[], label=_("Pages")
    )
    links = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("label", blocks.CharBlock(label=_("Words"), max_length=160)),
                ("url", blocks.URLBlock(label=_("Address"))),
            ]
        ),
        max_num=12,
        required=False,
        default=[],
        label=_("Addresses elsewhere"),
    )

    class Meta:
        icon = "link"
        label = _("Read on")
        group = ONWARD
        template = "blocks/related.html"
        description = _("Up to twelve pages or addresses to read on")
        preview_value = {
            "title": "",
            "pages": [],
            "links": [{"label": "An example", "url": "https://example.org/"}],
        }

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if not self.is_deferred_validation and not (len(value["pages"]) or len(value["links"])):
            reason = ValidationError(_("Choose a page or give an address."))
            raise StructBlockValidationError({"pages": reason})
        return value

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        shown = [visible(page, parent_context) for page in value["pages"]]
        context = super().get_context(value, parent_context)
        return context | {"shown": [page for page in shown if page is not None]}


class FeedBlock(blocks.StructBlock):
    """The newest items of a list that an app offers (common.lists)."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    list = blocks.ChoiceBlock(label=_("List"), choices=lists.choices)
    count = blocks.IntegerBlock(label=_("How many"), min_value=1, max_value=12, default=4)

    class Meta:
        icon = "list-ul"
        label = _("Newest of a list")
        group = ONWARD
        template = "blocks/feed.html"
        description = _("The newest items of a list, kept current")

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        request = (parent_context or {}).get("request")
        items = lists.newest(
            value["list"],
            _viewer(parent_context),
            Locale.get_active(),
            request,
            value["count"] or 4,
        )
        return super().get_context(value, parent_context) | {"items": items}
