"""Blocks of interviews."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from common.blocks import TEXT_FEATURES


class QuestionBlock(blocks.StructBlock):
    """One question of an interview with its answer; pages number them."""

    question = blocks.CharBlock(label=_("Question"), max_length=255)
    short = blocks.CharBlock(
        label=_("In a few words"),
        max_length=80,
        required=False,
        help_text=_("For the list of contents; empty: the question itself."),
    )
    answer = blocks.RichTextBlock(label=_("Answer"), features=TEXT_FEATURES)

    class Meta:
        icon = "help"
        description = _("A question with its answer")
        preview_value = {
            "question": "What is the facility, and how does it work?",
            "answer": "<p>Peers from public service advise peers.</p>",
        }
