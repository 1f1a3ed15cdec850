"""How far a learner is, for any course and any way through it (learning.md §10, I11)."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from learning.outline import Item, Module, Outline
from learning.progress import (
    is_complete,
    new_since,
    optional_modules,
    progress_of,
    required_items,
)


def an_item(number, kind="lesson", *, required=True, **fields):
    return Item(UUID(int=number), kind, f"Item {number}", "/x/", required=required, **fields)


def a_module(number, items, *, is_core=True):
    return Module(UUID(int=10_000 + number), f"Module {number}", "/m/", is_core, items=tuple(items))


def an_outline(*modules, after=()):
    return Outline(UUID(int=1), "Course", "/c/", tuple(modules), after=tuple(after))


def rule(share="0.900", optional=0):
    return {"lessons_required": share, "optional_modules": optional}


def keys(items):
    return {item.key for item in items}


@st.composite
def outlines(draw):
    """Courses of up to five modules with up to six lessons and quizzes, required or not."""
    number = iter(range(100, 10_000))
    modules = []
    for at in range(draw(st.integers(0, 5))):
        kinds = draw(
            st.lists(st.tuples(st.sampled_from(["lesson", "quiz"]), st.booleans()), max_size=6)
        )
        items = [an_item(next(number), kind, required=needed) for kind, needed in kinds]
        modules.append(a_module(at, items, is_core=draw(st.booleans())))
    after = [an_item(next(number), "quiz") for _unused in range(draw(st.integers(0, 1)))]
    return an_outline(*modules, after=after)


@st.composite
def ways(draw):
    """An outline, some of its items done (and some of no course), and a rule."""
    outline = draw(outlines())
    every = [item.key for item in outline.items()]
    done = set(draw(st.lists(st.sampled_from(every)))) if every else set()
    optional = draw(st.integers(0, 3))
    share = draw(st.sampled_from(["0.000", "0.500", "0.900", "1.000"]))
    return outline, done | {UUID(int=5)}, rule(share, optional)


@given(ways())
def test_hundred_percent_means_that_every_required_item_is_done(way):
    """I11."""
    outline, done, its_rule = way
    required = required_items(outline, done, its_rule)
    percent = progress_of(outline, done, its_rule).percent
    if not required:
        assert percent is None
    else:
        assert (percent == 100) is (keys(required) <= done)
        assert 0 <= percent <= 100


@given(ways())
def test_who_has_done_everything_has_completed_the_course(way):
    outline, _done, its_rule = way
    everything = keys(outline.items())
    required = required_items(outline, everything, its_rule)
    assert is_complete(outline, everything, its_rule) is bool(required)


@given(ways())
def test_without_its_quizzes_no_course_is_completed(way):
    outline, done, its_rule = way
    required = required_items(outline, done, its_rule)
    missing = {one.key for one in required if one.kind == "quiz"} - done
    if missing:
        assert not is_complete(outline, done, its_rule)


@given(ways(), st.data())
def test_one_more_lesson_in_a_core_module_never_lowers_the_percentage(way, data):
    outline, done, its_rule = way
    core = [item for one in outline.modules if one.is_core for item in one.items]
    if not core:
        return
    more = done | {data.draw(st.sampled_from(core)).key}
    before = progress_of(outline, done, its_rule).percent
    after = progress_of(outline, more, its_rule).percent
    assert before is None or after >= before


@given(ways())
def test_the_chosen_optional_modules_are_those_in_which_most_is_done(way):
    outline, done, its_rule = way
    chosen = optional_modules(outline, done, its_rule)
    assert len(chosen) <= its_rule["optional_modules"]
    assert all(not module.is_core for module in chosen)
    finished = [
        one
        for one in outline.modules
        if not one.is_core and (own := keys(i for i in one.items if i.required)) and own <= done
    ]
    assert len([one for one in chosen if one in finished]) == min(
        len(finished), its_rule["optional_modules"]
    )


def test_nine_of_ten_lessons_are_enough_and_eight_are_not():
    lessons = [an_item(number) for number in range(10)]
    outline = an_outline(a_module(1, lessons))
    assert is_complete(outline, keys(lessons[:9]), rule())
    assert not is_complete(outline, keys(lessons[:8]), rule())
    assert progress_of(outline, keys(lessons[:9]), rule()).percent == 90


def test_percentages_are_rounded_down():
    lessons = [an_item(number) for number in range(3)]
    assert progress_of(an_outline(a_module(1, lessons)), keys(lessons[:2]), rule()).percent == 66


def test_of_equal_optional_modules_the_first_counts():
    first = a_module(1, [an_item(1)], is_core=False)
    second = a_module(2, [an_item(2)], is_core=False)
    outline = an_outline(first, second)
    assert optional_modules(outline, set(), rule(optional=1)) == [first]
    assert optional_modules(outline, {UUID(int=2)}, rule(optional=1)) == [second]


def test_many_core_lessons_do_not_stand_in_for_an_optional_module():
    core = [an_item(number) for number in range(20)]
    optional = a_module(2, [an_item(99)], is_core=False)
    outline = an_outline(a_module(1, core), optional)
    assert not is_complete(outline, keys(core), rule(optional=1))
    assert is_complete(outline, keys(core), rule(optional=0))


def test_what_one_language_alone_has_is_never_required():
    lesson, extra = an_item(1), an_item(2, required=False)
    outline = an_outline(a_module(1, [lesson, extra]))
    assert required_items(outline, set(), rule()) == [lesson]


def test_what_came_after_the_end_is_named_as_new():
    old, new = an_item(1, since=10), an_item(2, since=30)
    assert new_since(an_outline(a_module(1, [old, new])), set(), rule(), 20) == [new]
