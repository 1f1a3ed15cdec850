"""Blocks of words: text, headings, tables, quotes, questions, steps, notices."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock

TEXT_FEATURES = ["bold", "italic", "link", "document-link", "ol", "ul", "hr", "superscript"]
WORDS = _("Words")


class TextBlock(blocks.RichTextBlock):
    """Paragraphs and lists. Headings are a block of their own, so that none is skipped."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"features": TEXT_FEATURES} | kwargs))

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        group = WORDS
        template = "blocks/text.html"
        description = _("Paragraphs, lists and links")
        preview_value = "<p>People who live abroad often feel closest to one town.</p>"


class HeadingBlock(blocks.StructBlock):
    """A heading with an address. The page's title is the first level, so this starts at two."""

    text = blocks.CharBlock(label=_("Heading"), max_length=120)
    level = blocks.ChoiceBlock(
        label=_("Level"),
        choices=[("2", _("Heading")), ("3", _("Heading below it"))],
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
        return super().get_context(value, parent_context) | {"anchor": slugify(value["text"])}


class TableBlock(blocks.StructBlock):
    """A small table: every column has a heading, and the caption says what is shown."""

    table = TypedTableBlock([("text", blocks.CharBlock(required=False))], label=_("Table"))
    source = blocks.CharBlock(label=_("Source"), max_length=255, required=False)

    class Meta:
        icon = "table"
        label = _("Table")
        group = WORDS
        template = "blocks/table.html"
        description = _("Rows and columns with headings and a caption")
        preview_value = {
            "table": {
                "columns": [
                    {"type": "text", "heading": "Country"},
                    {"type": "text", "heading": "Tips"},
                ],
                "rows": [{"values": ["Ecuador", "5"]}, {"values": ["Senegal", "3"]}],
                "caption": "Tips by country",
            },
            "source": "M4D Net",
        }

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        table = value["table"]
        if self.is_deferred_validation:
            return value
        if not table.caption.strip() or not all(c["heading"].strip() for c in table.columns):
            reason = ValidationError(_("Give the table a caption, and each column a heading."))
            raise StructBlockValidationError({"table": reason})
        return value


class QuoteBlock(blocks.StructBlock):
    """Somebody's own words, with who said them."""

    text = blocks.TextBlock(label=_("Quotation"), rows=3)
    name = blocks.CharBlock(label=_("Who said it"), max_length=120)
    role = blocks.CharBlock(label=_("Role"), max_length=160, required=False)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        group = WORDS
        template = "blocks/quote.html"
        description = _("A quotation with name and role")
        preview_value = {
            "text": "We asked too much and gave too little back.",
            "name": "Maya Beispiel",
            "role": "Town hall of an invented town",
        }


class AnswerBlock(blocks.StructBlock):
    """One question that opens to its answer."""

    question = blocks.CharBlock(label=_("Question"), max_length=160)
    answer = blocks.RichTextBlock(label=_("Answer"), features=TEXT_FEATURES)
    anchor = blocks.RegexBlock(
        label=_("Address"),
        regex=r"^[a-z0-9-]*$",
        required=False,
        help_text=_("a–z, 0–9 and hyphens; empty: made from the question."),
        error_messages={"invalid": _("Use a–z, 0–9 and hyphens only.")},
    )

    class Meta:
        icon = "help"
        label = _("Question")

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        anchor = value["anchor"] or slugify(value["question"])
        return super().get_context(value, parent_context) | {"anchor": anchor}


class AccordionBlock(blocks.StructBlock):
    """Questions that open: native disclosure, so it works without script and in print (C6)."""

    items = blocks.ListBlock(
        AnswerBlock(template="blocks/answer.html"), min_num=1, label=_("Questions")
    )

    class Meta:
        icon = "list-ul"
        label = _("Questions that open")
        group = WORDS
        template = "blocks/accordion.html"
        description = _("Questions with answers that open one by one")
        preview_value = {
            "items": [
                {
                    "question": "What does the M4D Net do?",
                    "answer": "<p>It brings people together who work on migration.</p>",
                    "anchor": "",
                }
            ]
        }


class QuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(label=_("Question"), max_length=255)
    answer = blocks.RichTextBlock(label=_("Answer"), features=TEXT_FEATURES)


class QuestionsBlock(blocks.StructBlock):
    """A conversation: numbered questions, each a heading, and who asks and answers."""

    interviewer = blocks.CharBlock(label=_("Asked by"), max_length=120, required=False)
    interviewee = blocks.CharBlock(label=_("Answered by"), max_length=120)
    items = blocks.ListBlock(QuestionBlock(), min_num=1, label=_("Questions"))

    class Meta:
        icon = "comment"
        label = _("Questions and answers")
        group = WORDS
        template = "blocks/questions.html"
        description = _("An interview: numbered questions with answers")
        preview_value = {
            "interviewer": "M4D Net",
            "interviewee": "Maya Beispiel",
            "items": [{"question": "How did it begin?", "answer": "<p>With one letter.</p>"}],
        }


class StepsBlock(blocks.StructBlock):
    """What to do, in order."""

    items = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("title", blocks.CharBlock(label=_("Step"), max_length=120)),
                ("text", blocks.TextBlock(label=_("Text"), required=False, rows=2)),
            ]
        ),
        min_num=2,
        label=_("Steps"),
    )

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        group = WORDS
        template = "blocks/steps.html"
        description = _("A numbered list of things to do")
        preview_value = {
            "items": [
                {"title": "Agree whom you mean", "text": "Write it down in one paragraph."},
                {"title": "Try it on five people", "text": ""},
            ]
        }


class NoticeBlock(blocks.StructBlock):
    """A remark set apart from the text."""

    title = blocks.CharBlock(label=_("Title"), max_length=120, required=False)
    text = blocks.RichTextBlock(label=_("Text"), features=["bold", "italic", "link"])

    class Meta:
        icon = "info-circle"
        label = _("Remark")
        group = WORDS
        template = "blocks/notice.html"
        description = _("A remark in a quiet box")
        preview_value = {"title": "Good to know", "text": "<p>All guides are free to copy.</p>"}
