"""What holds for every attempt and every result: range, order, and decimals alone (I9, §7)."""

import ast
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning import grading
from learning.grading import Finished, State, grade, result_of, total_of
from learning.grading.arithmetic import exact, quantised
from tests.learning.grading.questions import (
    interval,
    matching,
    multiple,
    numeric,
    short_text,
    single,
    true_false,
)

shares = st.decimals(-1, 1, places=7)
mark = st.decimals(0, 100, places=7)
pass_marks = st.decimals(0, 1, places=7)
attempts = st.lists(st.tuples(shares, mark), max_size=12)
METHODS = ("highest", "average", "first", "last")


@given(attempts, pass_marks)
def test_an_attempt_is_between_nothing_and_everything(parts, pass_mark):
    """I9: raw marks are the sum; the fraction is that sum's share, never out of range."""
    most = sum((at_most for _share, at_most in parts), Decimal(0))
    total = total_of(parts, max_marks=most, pass_mark=pass_mark)
    with exact():
        assert total.raw == quantised(sum((share * top for share, top in parts), Decimal(0)))
    if most <= 0:
        assert (total.fraction, total.passed) == (None, None)
        return
    assert 0 <= total.fraction <= 1
    assert total.fraction.as_tuple().exponent == -7


@given(attempts, pass_marks, st.data())
def test_the_order_of_slots_changes_nothing(parts, pass_mark, data):
    most = sum((at_most for _share, at_most in parts), Decimal(0))
    turned = data.draw(st.permutations(parts))
    here = total_of(parts, max_marks=most, pass_mark=pass_mark)
    assert total_of(turned, max_marks=most, pass_mark=pass_mark) == here


@given(attempts, pass_marks, st.integers(0, 11))
def test_a_better_answer_never_lowers_an_attempt(parts, pass_mark, at):
    if at >= len(parts):
        return
    most = sum((at_most for _share, at_most in parts), Decimal(0))
    before = total_of(parts, max_marks=most, pass_mark=pass_mark)
    better = [*parts]
    better[at] = (Decimal(1), parts[at][1])
    after = total_of(better, max_marks=most, pass_mark=pass_mark)
    assert after.raw >= before.raw
    if before.fraction is not None:
        assert after.fraction >= before.fraction
        assert after.passed or not before.passed


def _is_passed(fraction):
    return None if fraction is None else fraction >= Decimal("0.7")


@st.composite
def finished(draw):
    """Attempts 1…n of one learner, some of which wait for a person."""
    fractions = draw(st.lists(st.none() | st.decimals(0, 1, places=7), max_size=8))
    return [
        Finished(number, fraction, _is_passed(fraction), is_graded=fraction is not None)
        for number, fraction in enumerate(fractions, start=1)
    ]


@given(finished(), st.sampled_from(METHODS), st.data())
def test_a_result_is_in_range_whatever_order_attempts_come_in(rows, method, data):
    found = result_of(method, rows, pass_mark=Decimal("0.7"))
    turned = data.draw(st.permutations(rows))
    assert result_of(method, turned, pass_mark=Decimal("0.7")) == found
    graded = [one.fraction for one in rows if one.is_graded]
    assert found.counted == len(graded)
    if found.fraction is not None:
        assert min(graded) <= found.fraction <= max(graded)
        assert found.fraction.as_tuple().exponent == -7
    if method in ("highest", "average"):
        assert (found.fraction is None) is (not graded)


letters = st.text("abc", min_size=1, max_size=3)


@given(
    st.dictionaries(letters, st.sampled_from("12345"), min_size=2, max_size=6),
    st.data(),
)
def test_pairs_are_worth_their_share_in_any_order(pairs, data):
    """Right pairs ÷ stems, for any answer, however stems and options are shuffled."""
    chosen = {
        stem: data.draw(st.sampled_from(sorted(set(pairs.values()))))
        for stem in data.draw(st.sets(st.sampled_from(sorted(pairs))))
    }
    outcome = grade(matching(pairs), {"pairs": chosen})
    turned = matching(dict(data.draw(st.permutations(sorted(pairs.items())))))
    again = grade(turned, {"pairs": dict(data.draw(st.permutations(sorted(chosen.items()))))})
    assert (again.fraction, again.state) == (outcome.fraction, outcome.state)
    if chosen:
        right = sum(pairs[stem] == option for stem, option in chosen.items())
        with exact():
            assert outcome.fraction == quantised(Decimal(right) / len(pairs))
    else:
        assert outcome.state == State.TODO


@given(st.text(max_size=40), st.lists(st.tuples(letters, st.decimals(0, 1, places=7)), max_size=4))
def test_written_answers_are_never_out_of_range(text, patterns):
    question = short_text(*[(pattern, str(weight)) for pattern, weight in patterns])
    assert 0 <= grade(question, {"text": text}).fraction <= 1
    number = numeric(interval("5", "2", weight="0.5", key="near"), interval("*", weight="0.1"))
    assert 0 <= grade(number, {"text": text}).fraction <= 1


# --- Decimals alone -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (single({"a": "0.3333333", "b": "1"}), {"choice": "a"}),
        (multiple({"a": "0.3333333", "b": "0.6666667"}), {"choices": ["a", "b"]}),
        (true_false(True), {"value": True}),
        (short_text(("a", "0.1")), {"text": "a"}),
        (numeric(interval("0.1", "0.2", weight="0.7")), {"text": "0.3"}),
        (matching({"a": "1", "b": "2", "c": "1"}), {"pairs": {"a": "1"}}),
    ],
)
def test_marks_are_decimals_with_seven_places(question, answer):
    outcome = grade(question, answer)
    assert type(outcome.fraction) is Decimal
    assert outcome.fraction.as_tuple().exponent == -7
    assert all(type(share) is Decimal for _key, share in outcome.parts)


FILES = sorted(Path(grading.__file__).parent.glob("*.py"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_binary_float_is_calculated_with(file):
    """learning.md §7: "no binary float anywhere"; neither a literal nor a conversion."""
    for node in ast.walk(ast.parse(file.read_text())):
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), node.lineno
        assert not (isinstance(node, ast.Name) and node.id == "float"), node.lineno
