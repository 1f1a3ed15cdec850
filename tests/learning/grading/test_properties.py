"""What holds for every question and answer (learning.md §24)."""

import time
from decimal import Decimal, localcontext
from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from learning.grading import State, format_number, grade, read_number
from learning.grading.arithmetic import exact
from learning.grading.matcher import matches, pieces_of, plain
from learning.grading.numbers import SIGNS
from learning.grading.written import EPSILON, bounds
from tests.learning.grading.questions import (
    interval,
    matching,
    multiple,
    numeric,
    short_text,
    single,
    true_false,
)

weights = st.dictionaries(
    st.text("abcdefgh", min_size=1), st.decimals(-1, 1, places=7).map(str), min_size=2, max_size=8
)
numbers = st.decimals(-(10**12), 10**12, places=4)
tolerances = st.decimals(0, 1000, places=4)
locales = st.sampled_from(sorted(SIGNS))
few = "aB*\\ é"


@st.composite
def publishable(draw):
    """A multiple question that passes learning.md §3.4, without the word that lets all ticks score.

    Its right weights make 1, there is a wrong choice, and wrong weights eat all the right ones.
    """
    right, wrong = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    share = (Decimal(1) / right).quantize(Decimal("0.0000001"))
    one = {f"r{at}": str(share) for at in range(right)}
    return multiple(one | {f"w{at}": str(-(Decimal(1) / wrong)) for at in range(wrong)})


@given(weights, st.data())
def test_a_fraction_is_in_range_with_seven_places_and_the_same_each_time(weights, data):
    ticked = data.draw(st.sets(st.sampled_from(sorted(weights))))
    chosen = data.draw(st.sampled_from(sorted(weights)))
    for question, answer, least in [
        (multiple(weights), {"choices": sorted(ticked)}, 0),
        (single(weights), {"choice": chosen}, -1),
    ]:
        outcome = grade(question, answer)
        assert least <= outcome.fraction <= 1
        assert outcome.fraction.as_tuple().exponent == -7
        with localcontext() as context:
            context.prec = 6  # whatever the caller calculates with
            assert grade(question, answer) == outcome


@given(weights, st.data())
def test_the_order_of_choices_changes_nothing(weights, data):
    ticked = data.draw(st.lists(st.sampled_from(sorted(weights)), unique=True))
    question = multiple(weights)
    turned = question | {"choices": data.draw(st.permutations(question["choices"]))}
    there = grade(question, {"choices": ticked})
    assert grade(turned, {"choices": ticked[::-1]}) == there


@given(weights, st.data())
def test_ticking_more_never_lowers_with_a_right_and_never_raises_with_a_wrong_choice(weights, data):
    options = st.sampled_from(sorted(weights))
    ticked, extra = data.draw(st.sets(options)), data.draw(options)
    before = grade(multiple(weights), {"choices": sorted(ticked)}).fraction
    after = grade(multiple(weights), {"choices": sorted(ticked | {extra})}).fraction
    if Decimal(weights[extra]) >= 0:
        assert after >= before
    else:
        assert after <= before


@given(publishable())
def test_ticking_everything_never_gives_full_marks(question):
    everything = [choice["key"] for choice in question["choices"]]
    assert grade(question, {"choices": everything}).fraction < Decimal("0.999999")


@given(publishable())
def test_all_right_ticks_are_right(question):
    right = [one["key"] for one in question["choices"] if Decimal(one["weight"]) > 0]
    assert grade(question, {"choices": right}).state == State.RIGHT


@given(st.booleans(), st.text(min_size=1), numbers, locales)
def test_the_right_answer_is_always_right(value, text, number, locale):
    assert grade(true_false(value), {"value": value}).state == State.RIGHT
    stars = text.replace("\\", "").replace("*", "")
    if stars.strip():
        assert grade(short_text(stars), {"text": stars}).state == State.RIGHT
    question = numeric(interval(str(number)), locale=locale)
    assert grade(question, {"text": format_number(number, locale)}).state == State.RIGHT


@given(st.dictionaries(st.text("abc", min_size=1), st.text("xyz", min_size=1), min_size=1))
def test_all_right_pairs_are_right(pairs):
    assert grade(matching(pairs), {"pairs": pairs}).state == State.RIGHT


answers = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["choice", "choices", "value", "text", "pairs"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)


@given(answers)
def test_an_answer_of_any_shape_is_graded_and_breaks_nothing(answer):
    for question in (
        single({"a": "1", "b": "0"}),
        multiple({"a": "1", "b": "-1"}),
        true_false(True),
        short_text("a*"),
        numeric(interval("5", "1")),
        matching({"a": "1", "b": "2"}),
    ):
        outcome = grade(question, answer)
        assert -1 <= outcome.fraction <= 1
        if outcome.state in (State.TODO, State.INVALID):
            assert outcome.fraction == 0


@given(st.text(few, max_size=10), st.text(few, max_size=7))
def test_the_matcher_agrees_with_a_slow_one(text, pattern):
    left = plain(text, case_sensitive=True)
    pieces = pieces_of(plain(pattern, case_sensitive=True))

    @cache
    def slow(at, piece):
        here = left.startswith(pieces[piece], at)
        after = at + len(pieces[piece])
        if piece == len(pieces) - 1:
            return here and after == len(left)
        return here and any(slow(later, piece + 1) for later in range(after, len(left) + 1))

    assert matches(text, pattern, case_sensitive=True) is slow(0, 0)


def test_twenty_stars_take_no_time():
    """Under 50 ms on 100 000 characters; the best of three, as other work runs here too."""
    text, pattern = "a" * 100_000, "a*" * 20 + "b"
    worst = "ab" * 50_000

    def seconds():
        started = time.perf_counter()
        assert not matches(text, pattern)
        assert not matches(worst, "*" + "ba*" * 20 + "c")
        return time.perf_counter() - started

    assert min(seconds() for _try in range(3)) < 0.1  # two texts


@given(numbers | st.decimals(allow_nan=False, allow_infinity=False, places=3), locales)
def test_a_printed_number_reads_as_itself(number, locale):
    printed = format_number(number, locale)
    if len(printed) <= 60 and abs(number.adjusted()) <= 300:
        assert read_number(printed, locale) == number


@given(numbers, tolerances)
def test_the_bounds_of_a_tolerance_count(value, tolerance):
    question = numeric(interval(str(value), str(tolerance)))
    with exact():
        low, high = value - tolerance, value + tolerance
        for bound in (low, high):
            assert grade(question, {"text": f"{bound:f}"}).fraction == 1
        past = high + max(tolerance, abs(value), Decimal(1)) * EPSILON * 10
        assert grade(question, {"text": f"{past:f}"}).fraction == 0


@given(numbers.filter(bool), st.sampled_from(["relative", "geometric"]), tolerances)
def test_relative_bounds_hold_the_value_in_order(value, kind, tolerance):
    with exact():
        low, high = bounds(interval(str(value), str(tolerance), kind))
    assert low <= value <= high


@given(st.text(few, min_size=1, max_size=6).filter(str.strip), st.booleans())
def test_case_and_blanks_around_change_nothing_unless_case_counts(text, case_sensitive):
    spaced = f"  {text.upper()}\n"
    escaped = text.replace("*", "\\*") if "\\*" not in text else "*"
    if not case_sensitive:
        assert matches(spaced, escaped.lower(), case_sensitive=False)
