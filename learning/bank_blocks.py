"""The blocks of the question bank: one a type of question.

Each choice, answer and stem is an item of a list and keeps that item's UUID, in translations too:
it is the answer_key by which marks are counted. Rules: learning.md §3.2 and §3.4.
"""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from common.blocks import WordsBlock
from common.blocks.base import CodeBlock
from learning.compiling.questions import compiled_block
from learning.compiling.rules import ERROR, question_problems

SHORT_FEATURES = ["bold", "italic", "link", "document-link"]
NUMBER = RegexValidator(
    r"\A-?[0-9]{1,30}(\.[0-9]{1,30})?\Z", _("Write a number with a point, such as 12.5.")
)
NUMBER_OR_STAR = RegexValidator(
    r"\A(\*|-?[0-9]{1,30}(\.[0-9]{1,30})?)\Z",
    _("Write a number with a point, such as 12.5, or * for any number."),
)


def _weight(default: str, label: Any = None) -> blocks.DecimalBlock:
    return blocks.DecimalBlock(
        label=label or _("Share of the mark"),
        default=Decimal(default),
        min_value=Decimal(-1),
        max_value=Decimal(1),
        decimal_places=7,
        help_text=_("1 is the whole mark; less than 0 takes some away."),
    )


def _feedback(label: Any) -> WordsBlock:
    return WordsBlock(label=label, features=SHORT_FEATURES, required=False)


class ChoiceBlock(blocks.StructBlock):
    """One thing that may be chosen."""

    text = blocks.CharBlock(label=_("Text"), max_length=500)
    weight = _weight("0")
    feedback = _feedback(_("Feedback"))

    class Meta:
        label = _("Choice")


class PatternBlock(blocks.StructBlock):
    """One text that counts; the first that matches wins."""

    pattern = blocks.CharBlock(
        label=_("Text"), max_length=255, help_text=_("* stands for any letters, \\* for a star.")
    )
    weight = _weight("1")
    feedback = _feedback(_("Feedback"))

    class Meta:
        label = _("Answer")


class NumberBlock(blocks.StructBlock):
    """One number that counts, with what is near enough; the first that fits wins."""

    value = CodeBlock(label=_("Number"), max_length=61, validators=[NUMBER_OR_STAR])
    tolerance = CodeBlock(label=_("Tolerance"), max_length=61, default="0", validators=[NUMBER])
    kind = blocks.ChoiceBlock(
        label=_("Kind of tolerance"),
        choices=[
            ("nominal", _("Number ± tolerance")),
            ("relative", _("Share of the number")),
            ("geometric", _("Times or divided by 1 + tolerance")),
        ],
        default="nominal",
    )
    weight = _weight("1")
    feedback = _feedback(_("Feedback"))

    class Meta:
        label = _("Answer")


class UnitBlock(blocks.StructBlock):
    """A unit: by what the number is multiplied to compare it."""

    text = blocks.CharBlock(label=_("Unit"), max_length=30)
    multiplier = CodeBlock(label=_("Multiplier"), max_length=61, default="1", validators=[NUMBER])

    class Meta:
        label = _("Unit")


class StemBlock(blocks.StructBlock):
    """One thing to match, with its right option. Without a text the option only distracts."""

    text = blocks.CharBlock(label=_("Thing to match"), max_length=500, required=False)
    option = blocks.CharBlock(label=_("Right option"), max_length=255)

    class Meta:
        label = _("Pair")


class QuestionTypeBlock(blocks.StructBlock):
    """The base of all types: what is asked, and what is said to everybody afterwards."""

    prompt = WordsBlock(label=_("Question"))
    general_feedback = _feedback(_("Feedback for everybody"))

    class Meta:
        template = "blocks/bank_question.html"

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if self.is_deferred_validation:
            return value
        found = question_problems(compiled_block(self.name, value, locale="en"))
        errors = [ValidationError(one.message) for one in found if one.level == ERROR]
        if errors:
            raise StructBlockValidationError(non_block_errors=errors)
        return value


def _choices() -> blocks.ListBlock:
    return blocks.ListBlock(ChoiceBlock(), min_num=2, max_num=20, label=_("Choices"))


def _choice(text: str, weight: str) -> dict[str, Any]:
    return {"text": text, "weight": Decimal(weight), "feedback": ""}


class SingleBlock(QuestionTypeBlock):
    """One of several."""

    choices = _choices()
    shuffle = blocks.BooleanBlock(label=_("Shuffle choices"), default=True, required=False)

    class Meta:
        icon = "radio-full"
        label = _("One of several")
        description = _("One right choice; others may be worth part of the mark")
        preview_value = {
            "prompt": "<p>Who keeps figures on migration?</p>",
            "general_feedback": "",
            "choices": [_choice("IOM", "1"), _choice("A bank", "0")],
            "shuffle": True,
        }


class MultipleBlock(QuestionTypeBlock):
    """Some of several."""

    choices = _choices()
    shuffle = blocks.BooleanBlock(label=_("Shuffle choices"), default=True, required=False)
    allow_tick_all_score = blocks.BooleanBlock(
        label=_("Ticking everything may score"),
        default=False,
        required=False,
        help_text=_("Without this, wrong choices must take away all that right ones give."),
    )

    class Meta:
        icon = "tick"
        label = _("Some of several")
        description = _("Several right choices, which together are the whole mark")
        preview_value = {
            "prompt": "<p>When is a bad moment for a survey?</p>",
            "general_feedback": "",
            "choices": [_choice("During an election campaign", "1"), _choice("In spring", "-1")],
            "shuffle": True,
            "allow_tick_all_score": False,
        }


class TrueFalseBlock(QuestionTypeBlock):
    """Right or wrong."""

    right = blocks.ChoiceBlock(
        label=_("Right answer"), choices=[("true", _("True")), ("false", _("False"))]
    )
    feedback_wrong = _feedback(_("Feedback when wrong"))
    feedback_right = _feedback(_("Feedback when right"))

    class Meta:
        icon = "check"
        label = _("True or false")
        description = _("A statement that is true or false")
        preview_value = {
            "prompt": "<p>Remittances are sent by people.</p>",
            "general_feedback": "",
            "right": "true",
            "feedback_wrong": "",
            "feedback_right": "",
        }


class ShortTextBlock(QuestionTypeBlock):
    """A word or a few."""

    answers = blocks.ListBlock(PatternBlock(), min_num=1, max_num=30, label=_("Answers in order"))
    case_sensitive = blocks.BooleanBlock(label=_("Capitals count"), default=False, required=False)

    class Meta:
        icon = "pilcrow"
        label = _("Short text")
        description = _("A word or a few, compared with texts in order")
        preview_value = {
            "prompt": "<p>Senegal honours its people abroad with a World Week of …</p>",
            "general_feedback": "",
            "answers": [{"pattern": "diaspora", "weight": Decimal(1), "feedback": ""}],
            "case_sensitive": False,
        }


class NumericBlock(QuestionTypeBlock):
    """A number."""

    answers = blocks.ListBlock(NumberBlock(), min_num=1, max_num=30, label=_("Answers in order"))
    units = blocks.ListBlock(UnitBlock(), max_num=10, default=[], label=_("Units"))
    unit_mode = blocks.ChoiceBlock(
        label=_("A unit"),
        choices=[
            ("none", _("is not asked for")),
            ("optional", _("may be written")),
            ("graded", _("must be right")),
        ],
        default="none",
    )
    unit_penalty = blocks.DecimalBlock(
        label=_("A wrong unit costs"),
        default=Decimal("0.1"),
        min_value=Decimal(0),
        max_value=Decimal(1),
        decimal_places=7,
    )
    penalty_base = blocks.ChoiceBlock(
        label=_("as a share of"),
        choices=[("mark", _("the mark reached")), ("question", _("the whole mark"))],
        default="mark",
    )

    class Meta:
        icon = "calculator"
        label = _("Number")
        description = _("A number, with a tolerance and perhaps a unit")
        preview_value = {
            "prompt": "<p>How many people took part?</p>",
            "general_feedback": "",
            "answers": [
                {
                    "value": "221",
                    "tolerance": "0",
                    "kind": "nominal",
                    "weight": Decimal(1),
                    "feedback": "",
                }
            ],
            "units": [],
            "unit_mode": "none",
            "unit_penalty": Decimal("0.1"),
            "penalty_base": "mark",
        }


class MatchingBlock(QuestionTypeBlock):
    """Pairs."""

    stems = blocks.ListBlock(StemBlock(), min_num=2, max_num=20, label=_("Pairs"))
    extra = blocks.ListBlock(
        blocks.CharBlock(max_length=255, label=_("Option")),
        max_num=10,
        default=[],
        label=_("Options that fit nothing"),
    )
    shuffle = blocks.BooleanBlock(label=_("Shuffle what is matched"), default=True, required=False)

    class Meta:
        icon = "link"
        label = _("Pairs")
        description = _("Things to match with options from one list")
        preview_value = {
            "prompt": "<p>Which tool belongs to which country?</p>",
            "general_feedback": "",
            "stems": [
                {"text": "Senegal", "option": "PAISD"},
                {"text": "Republic of Moldova", "option": "Diaspora Engagement Hub"},
            ],
            "extra": ["Town halls"],
            "shuffle": True,
        }


class InformationBlock(QuestionTypeBlock):
    """Words between questions; nothing to answer."""

    class Meta:
        icon = "info-circle"
        label = _("Information")
        description = _("A text between questions; it asks nothing")
        preview_value = {"prompt": "<p>The next questions are about Senegal.</p>"}


class QuestionContentBlock(blocks.StreamBlock):
    """Exactly one question."""

    single = SingleBlock()
    multiple = MultipleBlock()
    true_false = TrueFalseBlock()
    short_text = ShortTextBlock()
    numeric = NumericBlock()
    matching = MatchingBlock()
    information = InformationBlock()

    class Meta:
        min_num = 1
        max_num = 1


class BandBlock(blocks.StructBlock):
    """What is said to whoever reaches this share."""

    from_percent = blocks.DecimalBlock(
        label=_("From"), min_value=Decimal(0), max_value=Decimal(100), decimal_places=2
    )
    text = blocks.TextBlock(label=_("Text"), max_length=500, rows=2)

    class Meta:
        label = _("Words for a result")
        icon = "pick"
        description = _("Words for whoever reaches a share of the marks")
        preview_value = {"from_percent": Decimal(70), "text": "Well done."}
        template = "blocks/score_band.html"


class BandsBlock(blocks.StreamBlock):
    """Words by result, in any order."""

    band = BandBlock()

    class Meta:
        max_num = 10
