"""What stands in the way of publishing a question, or should be looked at (learning.md §3.4).

Pure functions over compiled questions, so that the bank, the quiz and the import say the same.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from learning.grading.arithmetic import ONE, exact, quantised
from learning.grading.matcher import matches, pieces_of, plain
from learning.grading.written import ANY_NUMBER, bounds

ERROR, WARNING = "error", "warning"
LONGEST_PATTERN = 255  # characters
MOST_STARS = 20
NEAR = Decimal("0.000001")
ANYTHING = "\ue000"  # a letter that no author types


@dataclass(frozen=True, slots=True)
class Problem:
    """One rule that is not kept. `where` names the question or field; errors stop publishing.

    `is_of_question` tells a question from a field: its title is whatever an editor wrote.
    """

    level: str
    message: str
    where: str = ""
    is_of_question: bool = False

    def as_json(self) -> dict[str, str]:
        return {"level": self.level, "message": self.message, "where": self.where}


def question_problems(question: dict[str, Any]) -> list[Problem]:
    """All problems of one compiled question."""
    with exact():
        found = list(_rules_of(question["type"])(question))
    if not strip_tags(question["prompt"]).strip():
        found.insert(0, _error(_("Write the question.")))
    return found


def _error(message: str) -> Problem:
    return Problem(ERROR, message)


def _rules_of(kind: str) -> Callable[[dict[str, Any]], Iterator[Problem]]:
    return _RULES.get(kind, lambda question: iter(()))


def _one_full_answer(answers: list[dict[str, Any]]) -> Iterator[Problem]:
    weights = [Decimal(one["weight"]) for one in answers]
    if ONE not in weights:
        yield _error(_("At least one answer must be worth the whole mark (1)."))
    if any(weight > 1 for weight in weights):
        yield _error(_("No answer may be worth more than the whole mark (1)."))


def _choices(question: dict[str, Any]) -> Iterator[Problem]:
    choices = question["choices"]
    if len(choices) < 2:
        yield _error(_("Give at least two choices."))
    yield from _keys_and_texts(choices)


def _keys_and_texts(items: list[dict[str, Any]]) -> Iterator[Problem]:
    if not all(one["key"] and one["text"] for one in items):
        yield _error(_("A choice, pair or option is empty."))
    texts = [plain(one["text"], case_sensitive=True) for one in items if one["text"]]
    if len(set(texts)) < len(texts):
        yield _error(_("Two choices, pairs or options have the same text."))


def _single(question: dict[str, Any]) -> Iterator[Problem]:
    yield from _choices(question)
    yield from _one_full_answer(question["choices"])


def _multiple(question: dict[str, Any]) -> Iterator[Problem]:
    yield from _choices(question)
    weights = [Decimal(one["weight"]) for one in question["choices"]]
    right = sum((weight for weight in weights if weight > 0), Decimal(0))
    if abs(right - 1) > NEAR:
        yield _error(_("The right choices together must be worth the whole mark (1)."))
    if weights and all(weight > 0 for weight in weights):
        yield _error(_("At least one choice must not be right."))
        return
    everything = quantised(min(max(Decimal(0), sum(weights, Decimal(0))), ONE))
    if everything > 1 - NEAR:
        yield _error(
            _(
                "Whoever ticks everything would get the whole mark. Let wrong choices cost"
                " something."
            )
        )
    elif everything > 0 and not question["allow_tick_all_score"]:
        yield _error(
            _(
                "Whoever ticks everything would get part of the mark. Let wrong choices cost more,"
                " or allow it."
            )
        )


def _short_text(question: dict[str, Any]) -> Iterator[Problem]:
    answers = question["answers"]
    yield from _one_full_answer(answers)
    for one in answers:
        if not one["pattern"]:
            yield _error(_("An answer has no text."))
        if len(one["pattern"]) > LONGEST_PATTERN:
            yield _error(_("An answer is longer than 255 characters."))
        if len(pieces_of(one["pattern"])) - 1 > MOST_STARS:
            yield _error(_("An answer has more than 20 stars."))
    for place, later in enumerate(answers):
        if any(_covers(one, later, question["case_sensitive"]) for one in answers[:place]):
            yield _unreachable(later["pattern"])


def _covers(earlier: dict[str, Any], later: dict[str, Any], case_sensitive: bool) -> bool:
    """Whether the earlier pattern takes each text of the later one.

    It does if it takes the later one's letters with something in place of each star.
    """
    text = ANYTHING.join(pieces_of(later["pattern"]))
    return matches(text, earlier["pattern"], case_sensitive=case_sensitive)


def _unreachable(answer: str) -> Problem:
    message = _("“%(answer)s” can never count: an answer above it always does.")
    return Problem(WARNING, message % {"answer": answer})


def _numeric(question: dict[str, Any]) -> Iterator[Problem]:
    answers = question["answers"]
    yield from _one_full_answer(answers)
    broken = [message for one in answers for message in _number_problems(one)]
    yield from map(_error, dict.fromkeys(broken))
    if not broken:
        yield from _unreachable_numbers(answers)
    units = [one["text"] for one in question["units"]]
    if not all(units) or len(set(units)) < len(units):
        yield _error(_("A unit is empty or stands twice."))
    if any(Decimal(one["multiplier"]) == 0 for one in question["units"]):
        yield _error(_("The multiplier of a unit must not be 0."))
    if question["unit_mode"] == "graded" and not units:
        yield _error(_("Name the units that are right."))


def _number_problems(answer: dict[str, Any]) -> Iterator[str]:
    tolerance = Decimal(answer["tolerance"])
    if not answer["value"]:
        yield _("An answer has no number.")
    elif tolerance < 0:
        yield _("A tolerance is below 0.")
    elif answer["value"] == ANY_NUMBER:
        if tolerance:
            yield _("An answer for any number (*) has no tolerance.")
    elif answer["kind"] != "nominal" and Decimal(answer["value"]) == 0:
        yield _("Around 0 a tolerance must be a number, not a share.")


def _unreachable_numbers(answers: list[dict[str, Any]]) -> Iterator[Problem]:
    for place, later in enumerate(answers):
        if any(_holds_all_of(one, later) for one in answers[:place]):
            yield _unreachable(later["value"])


def _holds_all_of(earlier: dict[str, Any], later: dict[str, Any]) -> bool:
    if earlier["value"] == ANY_NUMBER:
        return True
    if later["value"] == ANY_NUMBER:
        return False
    (low, high), (least, most) = bounds(earlier), bounds(later)
    return low <= least and most <= high


def _matching(question: dict[str, Any]) -> Iterator[Problem]:
    if len(question["stems"]) < 2:
        yield _error(_("Give at least two things to match."))
    if len(question["options"]) < 3:
        yield _error(_("Give at least three different options."))
    yield from _keys_and_texts(question["stems"])
    if not all(one["text"] for one in question["options"]):
        yield _error(_("A choice, pair or option is empty."))


_RULES: dict[str, Callable[[dict[str, Any]], Iterator[Problem]]] = {
    "single": _single,
    "multiple": _multiple,
    "short_text": _short_text,
    "numeric": _numeric,
    "matching": _matching,
}
