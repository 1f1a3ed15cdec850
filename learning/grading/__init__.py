"""Marks: pure functions over compiled questions and stored answers. No Django, no binary float.

Numbers are `Decimal` with 50 digits; each fraction is rounded once, half up, to 7 places. Questions
are the dictionaries of a version's content, answers the dictionaries of `Response.answer`.
Rules: learning.md §7. An old RULES_VERSION is kept as long as an attempt was graded with it.
"""

from learning.grading.arithmetic import Outcome, State
from learning.grading.engine import RULES_VERSION, UnknownRules, grade, is_answered
from learning.grading.methods import Finished, MethodResult, result_of
from learning.grading.numbers import NumberUnreadable, format_number, read_number
from learning.grading.totals import Total, passes, shown_percent, total_of

__all__ = [
    "RULES_VERSION",
    "Finished",
    "MethodResult",
    "NumberUnreadable",
    "Outcome",
    "State",
    "Total",
    "UnknownRules",
    "format_number",
    "grade",
    "is_answered",
    "passes",
    "read_number",
    "result_of",
    "shown_percent",
    "total_of",
]
