"""Units: the blocks a lesson is made of. Each has an address that survives reordering."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from common.blocks import BodyBlock, WordsBlock
from common.blocks.links import FileBlock, RelatedBlock
from common.blocks.media import ImageBlock, VideoBlock
from common.blocks.words import SHORT_FEATURES

READING = _("To read")
DOING = _("To do")
PRACTICE_UNIT = "practice_quiz"  # as it is stored: lessons are found by it
ANCHOR_LENGTH = 8  # characters of the block's UUID: deep links are public promises


def anchor_of(block_id: str | None) -> str:
    """`u-1f0c2a9d`, the address of a unit on its page; empty for one that was never saved."""
    return f"u-{block_id[:ANCHOR_LENGTH]}" if block_id else ""


class UnitsBlock(BodyBlock):
    """The units of a lesson, each in a section with its anchor (learning.md §3.1)."""

    class Meta:
        template = "blocks/units.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        return context | {"units": [(child, anchor_of(child.id)) for child in value]}


class TitledBlock(blocks.StructBlock):
    """What units with a heading of their own share."""

    title = blocks.CharBlock(label=_("Heading"), max_length=120, required=False)


class TextUnitBlock(TitledBlock):
    """Paragraphs under a heading."""

    text = WordsBlock(label=_("Text"))

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        group = READING
        template = "blocks/text_unit.html"
        description = _("A heading with paragraphs, lists and links")
        preview_value = {
            "title": "Pick the moment with care",
            "text": "<p>Keep a survey away from election campaigns and holiday seasons.</p>",
        }


class FilmUnitBlock(VideoBlock):
    """A film, with a smaller version and the sound alone for slow lines."""

    low_rate = DocumentChooserBlock(label=_("Smaller version"), required=False)
    sound = DocumentChooserBlock(label=_("Sound alone"), required=False)

    class Meta:
        group = READING
        template = "blocks/film_unit.html"
        description = _("A film with captions or transcript, and lighter versions")


class AudioBlock(TitledBlock):
    """Something to listen to, with its words written down. It is fetched when asked for."""

    file = DocumentChooserBlock(label=_("Sound file"))
    minutes = blocks.IntegerBlock(label=_("Minutes"), min_value=1, max_value=600)
    transcript = WordsBlock(label=_("Transcript"), features=SHORT_FEATURES, required=False)

    class Meta:
        icon = "media"
        label = _("Sound")
        group = READING
        template = "blocks/audio.html"
        description = _("A recording with its transcript")
        preview_value = {
            "title": "A consul remembers her first survey",
            "file": None,
            "minutes": 6,
            "transcript": "<p>We began with a list of forty names.</p>",
        }

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if not self.is_deferred_validation and not value["transcript"]:
            reason = ValidationError(_("Add the transcript: some cannot listen."))
            raise StructBlockValidationError({"transcript": reason})
        return value


class ScenarioStepBlock(blocks.StructBlock):
    """A turn of the story, and what is told only to those who ask."""

    text = WordsBlock(label=_("What happens"), features=SHORT_FEATURES)
    question = blocks.CharBlock(
        label=_("Question before the answer opens"), max_length=200, required=False
    )
    reveal = WordsBlock(label=_("What opens"), features=SHORT_FEATURES, required=False)


class ScenarioBlock(TitledBlock):
    """A story in steps; the reader decides, then opens what others would do."""

    steps = blocks.ListBlock(ScenarioStepBlock(), min_num=1, max_num=12, label=_("Steps"))

    class Meta:
        icon = "list-ol"
        label = _("Scenario")
        group = DOING
        template = "blocks/scenario.html"
        description = _("A story in steps, with answers that open")
        preview_value = {
            "title": "The form nobody sends back",
            "steps": [
                {
                    "text": "<p>A town sends 500 forms. Nine come back.</p>",
                    "question": "What would you change first?",
                    "reveal": "<p>Ask three people why, before you change anything.</p>",
                }
            ],
        }


class CaseStudyBlock(TitledBlock):
    """What was done in one place, with its source."""

    place = blocks.CharBlock(label=_("Where and when"), max_length=120, required=False)
    text = WordsBlock(label=_("Text"))
    source = blocks.CharBlock(label=_("Source"), max_length=255, required=False)

    class Meta:
        icon = "site"
        label = _("Case study")
        group = READING
        template = "blocks/case_study.html"
        description = _("What was done in one place")
        preview_value = {
            "title": "Three routes, one form",
            "place": "An invented town, 2025",
            "text": "<p>The council put the same form in three places.</p>",
            "source": "",
        }


class ActivityBlock(TitledBlock):
    """Something to try, away from the screen."""

    text = WordsBlock(label=_("What to do"), features=SHORT_FEATURES)
    minutes = blocks.IntegerBlock(label=_("Minutes"), min_value=1, max_value=600, required=False)

    class Meta:
        icon = "edit"
        label = _("Activity")
        group = DOING
        template = "blocks/activity.html"
        description = _("Something to try oneself")
        preview_value = {
            "title": "Try it now",
            "text": "<p>Read one question of your last survey aloud to somebody.</p>",
            "minutes": 10,
        }


class GlossaryBlock(blocks.StructBlock):
    """A word of the glossary, explained where it is needed."""

    term = SnippetChooserBlock("taxonomy.GlossaryTerm", label=_("Word"))

    class Meta:
        icon = "help"
        label = _("Word explained")
        group = READING
        template = "blocks/glossary.html"
        description = _("A word of the glossary with its meaning")
        preview_value = {"term": None}


class KeyMessagesBlock(TitledBlock):
    """What to keep of the lesson: a few lines."""

    items = blocks.ListBlock(
        blocks.CharBlock(label=_("Line"), max_length=300), min_num=1, max_num=10, label=_("Lines")
    )

    class Meta:
        icon = "tick"
        label = _("Key messages")
        group = READING
        template = "blocks/key_messages.html"
        description = _("What to keep, in a few lines")
        preview_value = {
            "title": "Keep this",
            "items": ["Check two calendars.", "Every language, one rehearsal."],
        }


class PracticeQuizBlock(TitledBlock):
    """A quiz to try oneself on, where it is needed. It is never required and counts nowhere."""

    quiz = SnippetChooserBlock("learning.Quiz", label=_("Quiz"))

    class Meta:
        icon = "form"
        label = _("Practice")
        group = DOING
        template = "blocks/practice_quiz.html"
        description = _("A quiz of the kind “practice”, which counts for nothing")
        preview_value = {"title": "Try yourself", "quiz": None}

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        quiz = value["quiz"]
        if not self.is_deferred_validation and quiz is not None and quiz.kind != "practice":
            reason = ValidationError(_("Choose a quiz of the kind “practice”: others are placed."))
            raise StructBlockValidationError({"quiz": reason})
        return value


unit_blocks = [
    ("text_unit", TextUnitBlock()),
    ("image", ImageBlock()),
    ("film_unit", FilmUnitBlock()),
    ("audio", AudioBlock()),
    ("scenario", ScenarioBlock()),
    ("case_study", CaseStudyBlock()),
    ("activity", ActivityBlock()),
    ("file", FileBlock()),
    ("related", RelatedBlock()),
    ("glossary", GlossaryBlock()),
    ("key_messages", KeyMessagesBlock()),
    (PRACTICE_UNIT, PracticeQuizBlock()),
]
