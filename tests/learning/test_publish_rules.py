"""What stops the publication of a question, and what is warned about: every rule of §3.4.

For the types that exist; cloze, ordering and essays are to come. Rules of a whole quiz are in
test_compiling.
"""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.compiling.publishing import check_quiz
from learning.compiling.questions import compiled_block
from learning.compiling.rules import ERROR, WARNING, question_problems
from learning.grading import grade
from learning.models import Question
from tests.factories.quizzes import (
    EVERY_TYPE,
    choice,
    make_question,
    make_quiz,
    matching,
    multiple,
    number,
    numeric,
    short_text,
    single,
)

THIRD = "0.3333333"


def problems_of(block):
    """(level, message) of each problem of a block, as the factories write them."""
    kind, value = block
    stream = Question._meta.get_field("content").stream_block
    (child,) = stream.to_python([{"type": kind, "id": "1", "value": value}])
    found = question_problems(compiled_block(kind, child.value, locale="en"))
    return [(one.level, one.message) for one in found]


def texts(*weights):
    return short_text(*((f"answer {at}", weight) for at, weight in enumerate(weights)))


def numbers(*weights):
    return numeric(*(number(str(at), weight=weight) for at, weight in enumerate(weights)))


def singles(*weights):
    return single(*(choice(f"choice {at}", weight) for at, weight in enumerate(weights)))


def ticks(*weights, **options):
    return multiple(
        *(choice(f"choice {at}", weight) for at, weight in enumerate(weights)), **options
    )


def extras(*texts):
    return matching(("Senegal", "PAISD"), ("Serbia", "Strategy"), extra=texts)


KEPT = {
    "one choice is worth the whole mark": singles("1", "0"),
    "several choices are worth the whole mark": singles("1", "1"),
    "a wrong choice costs": singles("1", "-1"),
    "thirds make a whole": ticks(THIRD, THIRD, THIRD, "-1"),
    "a millionth is near enough": ticks("0.499999", "0.5", "-1"),
    "ticking everything gives nothing": ticks("0.5", "0.5", "-1"),
    "ticking everything may give a part": ticks("1", "-0.5", allow=True),
    "a text and a part of the mark": texts("1", "0.5"),
    "255 characters": short_text(("a" * 255, "1")),
    "20 stars": short_text(("*a" * 20, "1")),
    "stars that run together are one": short_text(("a" + "*" * 30, "1")),
    "the precise text first": short_text(("global compact", "1"), ("global*", "0.5")),
    "capitals that count": short_text(("gcm", "0.5"), ("GCM", "1"), case_sensitive=True),
    "a number with a tolerance": numeric(number("68", "2")),
    "a share of a number": numeric(number("250", "0.04", "relative")),
    "around 0 by a number": numeric(number("0", "0.5")),
    "any number last": numeric(number("68"), number("*", weight="0.1")),
    "the narrow one first": numeric(number("68"), number("68", "2", weight="0.5")),
    "units": numeric(units=[("km", "1"), ("m", "0.001")], unit_mode="graded"),
    "two pairs and one more option": extras("Town halls"),
    "an extra option that a pair has is that one": extras("Town halls", "PAISD"),
}


@pytest.mark.parametrize("block", KEPT.values(), ids=KEPT)
def test_a_question_that_keeps_the_rules_is_published(block):
    assert problems_of(block) == []


@pytest.mark.parametrize("block", EVERY_TYPE)
def test_what_other_tests_publish_keeps_the_rules(block):
    assert problems_of(block()) == []


NO_FULL, TOO_MUCH = "At least one answer must be worth", "No answer may be worth more"
RIGHT_TOGETHER, ALL_RIGHT = "right choices together", "must not be right"
ALL_TICKED, PART_TICKED = "would get the whole mark", "would get part of the mark"
EMPTY, SAME = "is empty", "have the same text"
NO_SHARE = "must be a number, not a share"

# (name of the rule, block, words of the one error)
BROKEN = [
    ("single: none is worth the mark", singles("0.9999999", "0"), NO_FULL),
    ("single: more than the mark", singles("1", "1.0000001"), TOO_MUCH),
    ("single: one choice", single(choice("A", "1")), "at least two choices"),
    ("single: an empty choice", single(choice("A", "1"), choice("  ")), EMPTY),
    ("single: a text twice", single(choice("A", "1"), choice("A")), SAME),
    ("single: texts of equal looks", single(choice("l'un b", "1"), choice("l’un  b")), SAME),
    ("text: none is worth the mark", texts("0.5", "0.5"), NO_FULL),
    ("text: more than the mark", texts("1", "1.5"), TOO_MUCH),
    ("text: no text", short_text(("a", "1"), ("", "0.5")), "An answer has no text"),
    ("text: 256 characters", short_text(("a" * 256, "1")), "longer than 255"),
    ("text: 21 stars", short_text(("*a" * 21, "1")), "more than 20 stars"),
    ("number: none is worth the mark", numbers("0.5"), NO_FULL),
    ("number: more than the mark", numbers("1", "2"), TOO_MUCH),
    ("number: no number", numeric(number("")), "An answer has no number"),
    ("number: negative tolerance", numeric(number("5", "-1")), "tolerance is below 0"),
    ("number: a share of 0", numeric(number("0", "0.1", "relative")), NO_SHARE),
    ("number: times 0", numeric(number("0.0", "0.1", "geometric")), NO_SHARE),
    ("number: tolerance on any", numeric(number("*", "1")), "any number (*) has no tolerance"),
    ("number: an empty unit", numeric(units=[("", "1")]), "unit is empty or stands twice"),
    ("number: a unit twice", numeric(units=[("m", "1"), ("m", "2")]), "stands twice"),
    ("number: times nothing", numeric(units=[("m", "0")]), "must not be 0"),
    ("number: no right unit", numeric(unit_mode="graded"), "Name the units"),
    ("multiple: an empty choice", multiple(choice("A", "1"), choice("", "-1")), EMPTY),
    ("multiple: a text twice", multiple(choice("A", "1"), choice("A", "-1")), SAME),
    ("multiple: less than the mark", ticks("0.4", "0.5", "-1"), RIGHT_TOGETHER),
    ("multiple: more than the mark", ticks("0.6", "0.5", "-1", "-1"), RIGHT_TOGETHER),
    ("multiple: more than a millionth off", ticks("0.4999989", "0.5", "-1"), RIGHT_TOGETHER),
    ("multiple: all are right", ticks("0.5", "0.5"), ALL_RIGHT),
    ("multiple: all are right, allowed", ticks("0.5", "0.5", allow=True), ALL_RIGHT),
    ("multiple: everything, whole mark", ticks("1", "0"), ALL_TICKED),
    ("multiple: everything, allowed, whole mark", ticks("1", "0", allow=True), ALL_TICKED),
    ("multiple: everything, part", ticks("1", "-0.9999999"), PART_TICKED),
    ("matching: one pair", matching(("A", "1"), extra=("2", "3")), "at least two things"),
    ("matching: two options", extras(), "three different options"),
    ("matching: a pair without text is none", matching(("A", "1"), ("", "2"), extra=("3",)), "two"),
    ("matching: options of equal text are one", extras("PAISD"), "three different options"),
    (
        "matching: options that differ in blanks and apostrophes are one",
        matching(("A", "l’un  ou"), ("B", "l'un ou"), extra=("2",)),
        "three different options",
    ),
    ("matching: an empty option", extras(""), EMPTY),
    ("matching: a thing twice", matching(("A", "1"), ("A", "2"), extra=("3",)), SAME),
]


@pytest.mark.parametrize(
    ("block", "words"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN]
)
def test_a_question_that_breaks_a_rule_is_not_published_and_says_which(block, words):
    ((level, message),) = problems_of(block)
    assert level == ERROR
    assert words in message


@pytest.mark.parametrize("weight", ["0", "1"])
def test_one_thing_to_tick_is_no_question_of_several(weight):
    """Whatever it is worth: more rules are broken then."""
    found = problems_of(multiple(choice("A", weight)))
    assert (ERROR, "Give at least two choices.") in found


@pytest.mark.parametrize("block", EVERY_TYPE)
@pytest.mark.parametrize("prompt", ["", "<p> </p>"])
def test_a_question_asks_something(block, prompt):
    assert problems_of(block(prompt=prompt)) == [(ERROR, "Write the question.")]


UNREACHABLE = {
    "a text after the same": (short_text(("IOM", "1"), ("iom", "0.5")), "iom"),
    "a text after its pattern": (short_text(("global*", "1"), ("global compact", "0.5")), "global"),
    "a pattern after a wider one": (short_text(("*", "1"), ("a*b", "0.5")), "a*b"),
    "a number after the same": (numeric(number("5"), number("5.0", weight="0.5")), "5.0"),
    "a number after what holds it": (numeric(number("68", "2"), number("67", weight="0")), "67"),
    "an interval in an interval": (numeric(number("68", "2"), number("68", "1")), "68"),
    "a number after any": (numeric(number("*"), number("5", weight="0.5")), "5"),
    "any after any": (numeric(number("*"), number("*", weight="0.5")), "*"),
}


@pytest.mark.parametrize(("block", "answer"), UNREACHABLE.values(), ids=UNREACHABLE)
def test_an_answer_that_can_never_count_is_warned_about(block, answer):
    ((level, message),) = problems_of(block)
    assert level == WARNING
    assert answer in message
    assert "can never count" in message


shares = st.decimals(-1, 1, places=7, allow_nan=False)


@given(st.lists(shares, min_size=2, max_size=6), st.booleans())
def test_ticking_everything_never_gives_the_whole_mark_where_a_question_is_published(
    weights, allowed
):
    """§24: for any weights; without leave it gives nothing at all."""
    kind, value = ticks(*map(str, weights), allow=allowed)
    stream = Question._meta.get_field("content").stream_block
    (child,) = stream.to_python([{"type": kind, "id": "1", "value": value}])
    question = compiled_block(kind, child.value, locale="en")
    if question_problems(question):
        return
    keys = [one["key"] for one in question["choices"]]
    fraction = grade(question, {"choices": keys}).fraction
    assert fraction < 1
    assert allowed or fraction == Decimal(0)


# --- As part of a quiz --------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_question_stands_in_a_quiz_once():
    question = make_question()
    found = check_quiz(quiz=make_quiz(question, question, compiled=False))
    assert [(one.level, one.message, one.where) for one in found] == [
        (ERROR, "This question stands in the quiz twice.", "slot-2")
    ]


@pytest.mark.django_db
def test_a_quiz_without_questions_and_a_draw_without_tags_are_refused():
    (empty,) = check_quiz(quiz=make_quiz(compiled=False))
    assert empty.message == "Put at least one question into the quiz."
    untagged = check_quiz(quiz=make_quiz(make_question(), draws=[(1, [])], compiled=False))
    assert "Choose the tags to draw from." in [one.message for one in untagged]
