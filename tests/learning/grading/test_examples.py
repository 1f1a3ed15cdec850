"""Each worked example of learning.md §7 for the types there are."""

from decimal import Decimal

import pytest

from learning import grading
from learning.grading import Finished, State, grade, read_number, result_of, total_of
from tests.learning.grading.questions import (
    interval,
    matching,
    multiple,
    numeric,
    short_text,
    single,
    true_false,
)

ONE_OF_THREE = single({"iom": "1", "unhcr": "0.25", "bank": "-0.3333333"})
FIVE = multiple({"a": "0.3333333", "b": "0.3333333", "c": "0.3333333", "x": "-0.5", "y": "-0.5"})
COMPACT = short_text("Global Compact*Migration")
AROUND_12 = numeric(interval("12", "0.5", "geometric"))
AROUND_MINUS_12 = numeric(interval("-12", "0.5", "geometric"))
FOUR_PAIRS = matching({"a": "1", "b": "2", "c": "3", "d": "4"})
THREE_PAIRS = matching({"a": "1", "b": "2", "c": "3"})

EXAMPLES = [
    (ONE_OF_THREE, {"choice": "iom"}, "1", State.RIGHT),
    (ONE_OF_THREE, {"choice": "unhcr"}, "0.25", State.PARTIAL),
    (ONE_OF_THREE, {"choice": "bank"}, "-0.3333333", State.WRONG),
    (ONE_OF_THREE, None, "0", State.TODO),
    (ONE_OF_THREE, {"choice": "nobody"}, "0", State.INVALID),
    (FIVE, {"choices": ["a", "b", "c"]}, "0.9999999", State.RIGHT),
    (FIVE, {"choices": ["a", "b"]}, "0.6666666", State.PARTIAL),
    (FIVE, {"choices": ["a", "b", "x"]}, "0.1666666", State.PARTIAL),
    (FIVE, {"choices": ["a", "b", "c", "x", "y"]}, "0", State.WRONG),
    (FIVE, {"choices": []}, "0", State.TODO),
    (true_false(True), {"value": True}, "1", State.RIGHT),
    (true_false(True), {"value": False}, "0", State.WRONG),
    (true_false(False), {"value": False}, "1", State.RIGHT),
    (true_false(True), None, "0", State.TODO),
    (COMPACT, {"text": "  global compact for migration "}, "1", State.RIGHT),
    (COMPACT, {"text": "Compact"}, "0", State.WRONG),
    (short_text("RÉGION"), {"text": "re\u0301gion"}, "1", State.RIGHT),
    (short_text("RÉGION"), {"text": "region"}, "0", State.WRONG),
    (short_text("RÉGION", "region"), {"text": "region"}, "1", State.RIGHT),
    (short_text(r"5\*"), {"text": "5*"}, "1", State.RIGHT),
    (short_text(r"5\*"), {"text": "55"}, "0", State.WRONG),
    (short_text("GCM", case_sensitive=True), {"text": "gcm"}, "0", State.WRONG),
    (short_text("0"), {"text": "0"}, "1", State.RIGHT),
    (short_text("0"), {"text": "  "}, "0", State.TODO),
    (short_text(("*", "0.5"), ("a", "1")), {"text": "a"}, "0.5", State.PARTIAL),
    (short_text("côte d'Ivoire"), {"text": "Côte  d\u2019Ivoire\u200f"}, "1", State.RIGHT),
    (short_text(r"a\b"), {"text": r"A\B"}, "1", State.RIGHT),
    (numeric(interval("68", "2")), {"text": "66"}, "1", State.RIGHT),
    (numeric(interval("68", "2")), {"text": "70"}, "1", State.RIGHT),
    (numeric(interval("68", "2")), {"text": "70.01"}, "0", State.WRONG),
    (numeric(interval("250", "0.04", "relative")), {"text": "240"}, "1", State.RIGHT),
    (numeric(interval("250", "0.04", "relative")), {"text": "239.9"}, "0", State.WRONG),
    (AROUND_12, {"text": "8"}, "1", State.RIGHT),
    (AROUND_12, {"text": "18"}, "1", State.RIGHT),
    (AROUND_12, {"text": "18.1"}, "0", State.WRONG),
    (AROUND_MINUS_12, {"text": "-8"}, "1", State.RIGHT),
    (AROUND_MINUS_12, {"text": "\u22127.9"}, "0", State.WRONG),
    (numeric(interval("5"), interval("*", weight="0.1")), {"text": "77"}, "0.1", State.PARTIAL),
    (numeric(interval("5")), {"text": "about ten"}, "0", State.INVALID),
    (numeric(interval("5")), {"text": ""}, "0", State.TODO),
    (FOUR_PAIRS, {"pairs": {"a": "1", "b": "2", "c": "3", "d": "1"}}, "0.75", State.PARTIAL),
    (THREE_PAIRS, {"pairs": {"a": "1", "b": "3"}}, "0.3333333", State.PARTIAL),
    (THREE_PAIRS, {"pairs": {}}, "0", State.TODO),
    (THREE_PAIRS, None, "0", State.TODO),
    (THREE_PAIRS, {"pairs": {"a": "9"}}, "0", State.INVALID),
]


@pytest.mark.parametrize(("question", "answer", "fraction", "state"), EXAMPLES)
def test_an_answer_is_worth_what_the_rules_say(question, answer, fraction, state):
    outcome = grade(question, answer)
    assert (outcome.fraction, outcome.state) == (Decimal(fraction), state)
    assert outcome.fraction.as_tuple().exponent == -7


def test_a_wrong_choice_may_cost_marks():
    fraction = grade(ONE_OF_THREE, {"choice": "bank"}).fraction
    assert fraction * 2 == Decimal("-0.6666666")


def test_information_is_never_graded():
    outcome = grade({"type": "information"}, None)
    assert (outcome.fraction, outcome.state) == (None, State.COMPLETE)


def test_the_answer_that_decided_is_named():
    question = numeric(interval("5", key="five"), interval("*", weight="0", key="any"))
    assert [grade(question, {"text": text}).answer_key for text in ("5", "6")] == ["five", "any"]


def test_an_unknown_version_of_the_rules_grades_nothing():
    with pytest.raises(grading.UnknownRules):
        grade(true_false(True), {"value": True}, rules_version=0)


@pytest.mark.parametrize(
    ("mode", "base", "text", "fraction"),
    [
        ("optional", "mark", "5", "1"),
        ("optional", "mark", "5 km", "1"),
        ("optional", "mark", "5000 m", "1"),
        ("graded", "mark", "5 km", "1"),
        ("graded", "mark", "5", "0.4"),
        ("graded", "mark", "5 EUR", "0.4"),
        ("graded", "question", "5", "0.3"),
    ],
)
def test_a_unit_converts_and_a_wrong_one_costs_its_penalty(mode, base, text, fraction):
    """A wrong or missing graded unit: f − p·f (base mark) or f − p (base question)."""
    question = numeric(
        interval("5", weight="0.8"),
        units=[("km", "1"), ("m", "0.001")],
        unit_mode=mode,
        penalty="0.5",
        base=base,
    )
    expected = Decimal(fraction) if mode == "graded" and text != "5 km" else Decimal("0.8")
    assert grade(question, {"text": text}).fraction == expected


def test_a_unit_where_none_is_asked_for_is_unreadable():
    assert grade(numeric(interval("5")), {"text": "5 km"}).state == State.INVALID


def test_units_are_compared_as_they_are_written():
    question = numeric(interval("5"), units=[("EUR", "1")], unit_mode="graded", penalty="1")
    assert [grade(question, {"text": text}).fraction for text in ("5 EUR", "5 eur")] == [1, 0]


@pytest.mark.parametrize(
    ("text", "locale", "number"),
    [
        ("3,75", "fr", "3.75"),
        ("1.234", "es", "1234"),
        ("1.234", "fr", "1.234"),
        ("1,234", "en", "1234"),
        ("1,234", "fr", "1.234"),
        ("12 500,5", "fr", "12500.5"),
        ("12\u202f500,5", "fr", "12500.5"),
        ("0.234", "es", "0.234"),
        ("1,234,567", "fr", "1234567"),
        ("1.234.567,5", "en", "1234567.5"),
        ("\u22125", "en", "-5"),
        ("+5", "en", "5"),
        (".5", "en", "0.5"),
        ("1.e-2", "en", "0.01"),
        ("4e3", "en", "4000"),
        ("4E3", "en", "4000"),
        ("6x10^4", "en", "60000"),
        ("6×10^4", "en", "60000"),
        ("6*10^4", "en", "60000"),
        ("١٢٫٥", "ar", "12.5"),
        ("१२", "en", "12"),
        ("\u200e-5", "en", "-5"),  # direction marks, as phones write them
        ("5\u200f", "ar", "5"),
        ("\u061c5", "ar", "5"),
        ("\u20661,5\u2069", "fr", "1.5"),
    ],
)
def test_a_number_is_read_in_its_language(text, locale, number):
    assert read_number(text, locale) == Decimal(number)


@pytest.mark.parametrize(
    "text",
    [
        *("about ten", "", ".", ",", "NaN", "inf", "-Infinity", "1e999999999", "1e301", "1" * 61),
        *("9" * 10_000, "1,2,3.4.5", "--5", "5-", "1e", "1_000", "0x10", ",1,2", "5 6/7", "\x00"),
    ],
)
def test_what_is_no_number_is_never_computed(text):
    """learning.md §23: NaN, inf, exponents past ± 300, more than 60 characters."""
    with pytest.raises(grading.NumberUnreadable):
        read_number(text, "en")


def test_an_attempt_is_the_sum_of_its_marks():
    parts = [(Decimal("0.6666667"), Decimal(3)), (Decimal("0.75"), Decimal(2)), (Decimal(1), 1)]
    total = total_of(parts, max_marks=Decimal(6), pass_mark=Decimal("0.7"))
    assert (total.raw, total.fraction) == (Decimal("4.5000001"), Decimal("0.7500000"))
    assert total.passed is True


def test_three_thirds_pass_at_a_hundred_percent():
    third = (Decimal("0.3333333"), Decimal(1))
    total = total_of([third] * 3, max_marks=Decimal(1), pass_mark=Decimal(1))
    assert (total.fraction, total.passed) == (Decimal("0.9999999"), True)


def test_an_attempt_below_zero_counts_as_zero_and_keeps_its_marks():
    total = total_of([(Decimal(-1), Decimal(2))], max_marks=Decimal(2), pass_mark=Decimal("0.7"))
    assert (total.raw, total.fraction, total.passed) == (Decimal(-2), Decimal(0), False)


def test_without_marks_there_is_no_result():
    total = total_of([], max_marks=Decimal(0), pass_mark=Decimal("0.7"))
    assert (total.fraction, total.passed) == (None, None)


def test_a_failing_percentage_is_rounded_down():
    fraction = Decimal("0.6999899")
    assert grading.shown_percent(fraction, passed=False) == Decimal("69.99")
    assert grading.shown_percent(Decimal("0.6999999"), passed=True) == Decimal("70.00")


ATTEMPTS = [
    Finished(1, Decimal("0.60"), False),
    Finished(2, Decimal("0.75"), True),
    Finished(3, Decimal("0.70"), True),
]


@pytest.mark.parametrize(
    ("method", "fraction", "passed", "number"),
    [
        ("highest", "0.75", True, 2),
        ("average", "0.6833333", False, None),
        ("first", "0.60", False, 1),
        ("last", "0.70", True, 3),
    ],
)
def test_the_result_of_a_quiz_follows_its_method(method, fraction, passed, number):
    found = result_of(method, ATTEMPTS, pass_mark=Decimal("0.7"))
    assert found == grading.MethodResult(Decimal(fraction), passed, number, 3)


def test_the_earliest_of_equal_attempts_is_the_highest():
    attempts = [Finished(1, Decimal("0.5"), False), Finished(2, Decimal("0.5"), False)]
    assert result_of("highest", attempts, pass_mark=Decimal("0.7")).number == 1


def test_first_or_last_that_waits_for_a_person_leaves_the_result_open():
    attempts = [*ATTEMPTS, Finished(4, None, is_graded=False)]
    found = result_of("last", attempts, pass_mark=Decimal("0.7"))
    assert (found.fraction, found.passed, found.counted) == (None, None, 3)
    assert result_of("highest", attempts, pass_mark=Decimal("0.7")).number == 2


@pytest.mark.parametrize("method", ["highest", "average", "first", "last"])
def test_without_attempts_there_is_no_result(method):
    found = result_of(method, [], pass_mark=Decimal("0.7"))
    assert found == grading.MethodResult(None, None, None, 0)
