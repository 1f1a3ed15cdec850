"""Blocks that lead on: files, teasers, calls to action, related items, lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.models import Locale, Page

from common import lists
from common.blocks.base import AddressBlock, CodeBlock, is_picker_preview, shown_pages, viewer_in
from common.languages import foreign_language, reading_url

ONWARD = _("Ways on")
AUDIENCES = [
    ("all", _("Everybody")),
    ("anonymous", _("Readers without an account")),
    ("members", _("Members")),
]


@dataclass(frozen=True, slots=True)
class LinkedPage:
    """A page as a link; `language` only where it is not the reader's."""

    title: str
    url: str
    summary: str = ""
    language: str = ""
    label: str = ""
    when: date | None = None


def _linked(page: Page, context: Any) -> LinkedPage:
    request = (context or {}).get("request")
    summary = getattr(page, "summary", "")
    return LinkedPage(page.title, reading_url(page, request), summary, foreign_language(page))


def _unseen(*pages: Page | None) -> list[str]:
    words = gettext("“%(title)s” is not published: readers do not see the link to it.")
    return [words % {"title": page.title} for page in pages if page is not None and not page.live]


class FileBlock(blocks.StructBlock):
    """One file to take away; format and size stand on the button."""

    document = DocumentChooserBlock(label=_("File"))
    label = blocks.CharBlock(
        label=_("Words on the button"),
        max_length=80,
        required=False,
        help_text=_("Empty: the title of the file."),
    )

    class Meta:
        icon = "doc-full"
        label = _("File")
        group = ONWARD
        template = "blocks/file.html"
        description = _("A file to download, with its format and size")
        # Its template shows a file of no address where the picker shows an example.
        preview_value = {"document": None, "label": "A checklist for mapping"}


class TeaserBlock(blocks.StructBlock):
    """A publication in short: its own teaser, with a button for each language.

    A page type says how it is teased by `teaser_template`, which gets page, text and level.
    """

    depends_on_reader = True

    page = blocks.PageChooserBlock(label=_("Page"))
    text = blocks.TextBlock(label=_("Own words"), required=False, rows=3, max_length=300)
    news = blocks.PageChooserBlock(
        label=_("News about it"),
        page_type=["news.NewsPage"],
        required=False,
        help_text=_("Adds “Read the news”."),
    )

    class Meta:
        icon = "doc-full-inverse"
        label = _("Publication")
        group = ONWARD
        template = "blocks/teaser.html"
        description = _("A publication in short, with its files by language")
        preview_value = {
            "page": None,
            "text": "What towns can do, in twelve pages and three languages.",
            "news": None,
        }

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        found = {page.pk: page for page in shown_pages([value["page"], value["news"]], context)}
        page = found.get(value["page"].pk) if value["page"] else None
        news = found.get(value["news"].pk) if value["news"] else None
        example = {"title": gettext("A publication"), "url": "#"}
        return context | {
            "page": page or (example if is_picker_preview(context) else None),
            "news": _linked(news, context) if news else None,
            "teaser_template": getattr(page, "teaser_template", "blocks/teaser_plain.html"),
            "url": reading_url(page, context.get("request")) if page else "#",
            "language": foreign_language(page) if page else "",
        }

    def remarks(self, value: Any) -> list[str]:
        """Names the pages that readers do not see."""
        return _unseen(value["page"], value["news"])


class CallToActionBlock(blocks.StructBlock):
    """One thing to do next, for everybody or for some: one primary button."""

    depends_on_reader = True

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    text = blocks.TextBlock(label=_("Text"), max_length=200, required=False, rows=2)
    button = blocks.CharBlock(label=_("Words on the button"), max_length=30)
    page = blocks.PageChooserBlock(label=_("Page"), required=False)
    url = AddressBlock(label=_("or address"), required=False)
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
        context = super().get_context(value, parent_context)
        is_member = viewer_in(context).is_authenticated
        is_meant = {"anonymous": not is_member, "members": is_member}.get(value["audience"], True)
        target = value["url"]
        if is_meant and value["page"]:
            pages = shown_pages([value["page"]], context)
            target = reading_url(pages[0], context.get("request")) if pages else ""
        return context | {"target": target if is_meant else ""}

    def remarks(self, value: Any) -> list[str]:
        """Names the page that readers do not see."""
        return _unseen(value["page"])


class WebLinkBlock(blocks.StructBlock):
    """An address elsewhere, in words."""

    label = blocks.CharBlock(label=_("Words"), max_length=160)
    url = AddressBlock(label=_("Address"))

    class Meta:
        icon = "link-external"


class RelatedBlock(blocks.StructBlock):
    """Pages of this site, or addresses elsewhere, to read on: twelve in all."""

    depends_on_reader = True

    title = blocks.CharBlock(label=_("Title"), max_length=120, required=False)
    pages = blocks.ListBlock(
        blocks.PageChooserBlock(label=_("Page")),
        max_num=12,
        required=False,
        default=[],
        label=_("Pages"),
    )
    links = blocks.ListBlock(
        WebLinkBlock(), max_num=12, required=False, default=[], label=_("Addresses elsewhere")
    )

    class Meta:
        icon = "link"
        label = _("Read on")
        group = ONWARD
        template = "blocks/related.html"
        description = _("Up to twelve pages or addresses to read on")
        preview_value = {
            "title": "Read on",
            "pages": [],
            "links": [
                {"label": "A survey elsewhere", "url": "https://example.org/"},
                {"label": "Its figures", "url": "https://example.org/figures"},
            ],
        }

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        number = len(value["pages"]) + len(value["links"])
        if not self.is_deferred_validation and not 1 <= number <= 12:
            reason = ValidationError(_("Choose pages or give addresses: one to twelve in all."))
            raise StructBlockValidationError({"pages": reason})
        return value

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        pages = [_linked(page, context) for page in shown_pages(value["pages"], context)]
        links = [LinkedPage(link["label"], link["url"]) for link in value["links"]]
        return context | {"pages": pages, "links": links}

    def remarks(self, value: Any) -> list[str]:
        """Names the pages that readers do not see."""
        return _unseen(*value["pages"])


class FeedBlock(blocks.StructBlock):
    """The newest items of a list that an app offers (common.lists)."""

    depends_on_reader = True

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    list = blocks.ChoiceBlock(label=_("List"), choices=lists.choices)
    filter = CodeBlock(
        label=_("Only"),
        max_length=200,
        required=False,
        help_text=_(
            "What the address of the list has after the question mark once it is filtered,"
            " for example theme=remittances&country=SN. Empty: all."
        ),
    )
    count = blocks.IntegerBlock(label=_("How many"), min_value=1, max_value=12, default=4)

    class Meta:
        icon = "list-ul"
        label = _("Newest of a list")
        group = ONWARD
        template = "blocks/feed.html"
        description = _("The newest items of a list, kept current")
        preview_value = {"title": "What is new", "list": "", "filter": "", "count": 2}

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        if is_picker_preview(context) and not value["list"]:
            return context | {"items": _EXAMPLES}
        found = lists.newest(
            value["list"],
            viewer_in(context),
            Locale.get_active(),
            context.get("request"),
            value["count"] or 4,
            QueryDict(value["filter"] or ""),
        )
        own = Locale.get_active().language_code
        items = [
            LinkedPage(
                title=item.title,
                url=item.url,
                summary=item.summary,
                language="" if item.language == own else item.language,
                label=str(item.label),
                when=item.day,
            )
            for item in found
        ]
        return context | {"items": items}

    def remarks(self, value: Any) -> Sequence[str]:
        """Says that no app offers the list any more."""
        if not value["list"] or lists.known(value["list"]):
            return []
        return [gettext("Nobody offers the list “%s” any more.") % value["list"]]


_EXAMPLES = [
    LinkedPage("A town tries a shorter form", "#", "Six answers instead of thirty."),
    LinkedPage("Three lessons from a hometown association", "#", "Begin with people, not money."),
]
