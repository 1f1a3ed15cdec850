"""Questions with answers: folded one by one, or as a conversation."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from common.blocks.base import anchors_in
from common.blocks.text import WORDS
from common.blocks.words import WordsBlock


class AnswerBlock(blocks.StructBlock):
    """One question that opens to its answer."""

    question = blocks.CharBlock(label=_("Question"), max_length=160)
    answer = WordsBlock(label=_("Answer"))
    anchor = blocks.RegexBlock(
        label=_("Address"),
        regex=r"\A[a-z0-9][a-z0-9-]{0,79}\Z",
        required=False,
        help_text=_("For links to this question: a–z, 0–9 and hyphens. Empty: made from it."),
        error_messages={"invalid": _("Use a–z, 0–9 and hyphens only, 80 at most.")},
    )

    class Meta:
        icon = "help"
        label = _("Question")


class AccordionBlock(blocks.StructBlock):
    """Questions that open: native disclosure, so it works without script and in print (C6)."""

    items = blocks.ListBlock(AnswerBlock(), min_num=1, max_num=40, label=_("Questions"))

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
                },
                {
                    "question": "Who may join?",
                    "answer": "<p>Everybody who works on it, or wants to.</p>",
                    "anchor": "",
                },
            ]
        }

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        written = [item["anchor"] for item in value["items"] if item["anchor"]]
        if not self.is_deferred_validation and len(set(written)) < len(written):
            reason = ValidationError(_("Two questions have the same address."))
            raise StructBlockValidationError({"items": reason})
        return value

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        anchors = anchors_in(parent_context)
        items = [
            (item["anchor"] or anchors.free(item["question"]), item) for item in value["items"]
        ]
        return super().get_context(value, parent_context) | {"items": items}


class QuestionBlock(blocks.StructBlock):
    """One question of a conversation."""

    question = blocks.CharBlock(label=_("Question"), max_length=255)
    answer = WordsBlock(label=_("Answer"))


class QuestionsBlock(blocks.StructBlock):
    """A conversation: numbered questions, each a heading, and who asks and answers."""

    interviewer = blocks.CharBlock(label=_("Asked by"), max_length=120, required=False)
    interviewee = blocks.CharBlock(label=_("Answered by"), max_length=120)
    items = blocks.ListBlock(QuestionBlock(), min_num=1, max_num=40, label=_("Questions"))

    class Meta:
        icon = "comment"
        label = _("Questions and answers")
        group = WORDS
        template = "blocks/questions.html"
        description = _("A conversation: numbered questions with answers")
        preview_value = {
            "interviewer": "M4D Net",
            "interviewee": "Maya Beispiel",
            "items": [{"question": "How did it begin?", "answer": "<p>With one letter.</p>"}],
        }

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        anchors = anchors_in(parent_context)
        items = [
            (anchors.free(f"q{number}"), item) for number, item in enumerate(value["items"], 1)
        ]
        return super().get_context(value, parent_context) | {"items": items}
