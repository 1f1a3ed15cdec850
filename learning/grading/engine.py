"""One door: which rule grades which question."""

from collections.abc import Callable
from typing import Any

from learning.grading.arithmetic import Outcome, State, exact
from learning.grading.choices import grade_matching, grade_multiple, grade_single, grade_true_false
from learning.grading.written import grade_numeric, grade_short_text

RULES_VERSION = 1

Rule = Callable[[dict[str, Any], Any], Outcome]

_RULES: dict[int, dict[str, Rule]] = {
    1: {
        "single": grade_single,
        "multiple": grade_multiple,
        "true_false": grade_true_false,
        "short_text": grade_short_text,
        "numeric": grade_numeric,
        "matching": grade_matching,
    },
}
UNGRADED = frozenset({"information"})  # never graded, no mark, in no total


class UnknownRules(LookupError):
    """No rule of that version for that type."""


def grade(question: dict[str, Any], answer: Any, *, rules_version: int = RULES_VERSION) -> Outcome:
    """What `answer` to `question` is worth. Pure; answers of any shape are taken.

    Raises UnknownRules. Rule: learning.md §7.
    """
    if question["type"] in UNGRADED:
        return Outcome(None, State.COMPLETE)
    try:
        rule = _RULES[rules_version][question["type"]]
    except KeyError as problem:
        raise UnknownRules(f"{question['type']}, rules {rules_version}") from problem
    with exact():
        return rule(question, answer)


def is_answered(question: dict[str, Any], answer: Any) -> State:
    """`todo`, `invalid` or `complete`: all that may be said before the attempt is graded.

    A matching answer that leaves a stem out is `todo`: the summary names it.
    """
    state = grade(question, answer).state
    if state in (State.TODO, State.INVALID):
        return state
    if question["type"] == "matching" and len(answer["pairs"]) < len(question["stems"]):
        return State.TODO
    return State.COMPLETE
