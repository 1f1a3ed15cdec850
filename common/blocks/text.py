"""Blocks of words: text, headings, lists, quotations, steps, notices."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from common.blocks.base import anchors_in
from common.blocks.words import SHORT_FEATURES, WordsBlock

WORDS = _("Words")


class TextBlock(WordsBlock):
    """Paragraphs and lists. Headings are a block of their own, so that none is skipped."""

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        group = WORDS
        template = "blocks/text.html"
        description = _("Paragraphs, lists and links")
        preview_value = (
            "<p>People who live abroad often feel closest to <b>one town</b>. "
            '<a href="https://example.org/">A survey</a> says why:</p>'
            "<ul><li>they know people there,</li><li>they see what changes.</li></ul>"
        )


class HeadingBlock(blocks.StructBlock):
    """A heading with an address. The page's title is the first level, so this starts at two."""

    text = blocks.CharBlock(label=_("Heading"), max_length=120)
    level = blocks.ChoiceBlock(
        label=_("Level"),
        choices=[
            ("2", _("Heading")),
            ("3", _("Heading below it")),
            ("4", _("Heading below that")),
        ],
        default="2",
    )

    class Meta:
        icon = "title"
        label = _("Heading")
        group = WORDS
        template = "blocks/heading.html"
        description = _("A heading that readers can link to")
        preview_value = {"text": "How the mapping was done", "level": "2"}

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        given = (parent_context or {}).get("anchor")
        return context | {"anchor": given or anchors_in(parent_context).free(value["text"])}


class ListBlock(blocks.StructBlock):
    """A short list that stands by itself. Long ones with links are written in a text block."""

    kind = blocks.ChoiceBlock(
        label=_("Kind"),
        choices=[("plain", _("Points")), ("ticks", _("Ticks")), ("numbers", _("Numbers"))],
        default="plain",
    )
    items = blocks.ListBlock(
        blocks.CharBlock(label=_("Point"), max_length=300), min_num=1, label=_("Points")
    )

    class Meta:
        icon = "list-ul"
        label = _("List")
        group = WORDS
        template = "blocks/list.html"
        description = _("A short list with points, ticks or numbers")
        preview_value = {
            "kind": "ticks",
            "items": ["Free of charge", "In three languages", "Read on any phone"],
        }


class PullQuoteBlock(blocks.StructBlock):
    """Somebody's own words, with who said them."""

    text = blocks.TextBlock(label=_("Quotation"), max_length=600, rows=3)
    name = blocks.CharBlock(label=_("Who said it"), max_length=120)
    role = blocks.CharBlock(label=_("Role"), max_length=160, required=False)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        group = WORDS
        template = "blocks/pull_quote.html"
        description = _("A quotation with name and role")
        preview_value = {
            "text": "We asked too much and gave too little back.",
            "name": "Maya Beispiel",
            "role": "Town hall of an invented town",
        }


class StepBlock(blocks.StructBlock):
    """One thing to do."""

    title = blocks.CharBlock(label=_("Step"), max_length=120)
    text = blocks.TextBlock(label=_("Text"), max_length=600, required=False, rows=2)


class StepsBlock(blocks.StructBlock):
    """What to do, in order."""

    items = blocks.ListBlock(StepBlock(), min_num=2, max_num=20, label=_("Steps"))

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        group = WORDS
        template = "blocks/steps.html"
        description = _("Things to do, numbered in large figures")
        preview_value = {
            "items": [
                {"title": "Agree whom you mean", "text": "Write it down in one paragraph."},
                {"title": "Try it on five people", "text": ""},
            ]
        }


class NoticeBlock(blocks.StructBlock):
    """A remark set apart from the text."""

    title = blocks.CharBlock(label=_("Title"), max_length=120, required=False)
    text = WordsBlock(label=_("Text"), features=SHORT_FEATURES)

    class Meta:
        icon = "info-circle"
        label = _("Remark")
        group = WORDS
        template = "blocks/notice.html"
        description = _("A remark in a quiet box")
        preview_value = {"title": "Good to know", "text": "<p>All guides are free to copy.</p>"}
