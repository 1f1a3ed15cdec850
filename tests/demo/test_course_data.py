"""What the course's data files promise, read without a database."""

import re

import pytest

from demo.loaders.course_units import question_stream
from demo.seed import records

NARROW = "\u202f"
LESSONS = [
    pytest.param(lesson, id=lesson["id"])
    for module in records("courses")[0]["modules"]
    for lesson in module["lessons"]
]
QUESTIONS = [pytest.param(one, id=one["id"]) for one in records("questions")]
NOW_BUILT = {"single", "multiple", "true_false", "short_text", "numeric", "matching", "information"}


def texts_of(value):
    """Every text below `value`."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from texts_of(one)
    elif isinstance(value, list):
        for one in value:
            yield from texts_of(one)


def in_language(value, language):
    """What stands under the key `language`, anywhere below."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from texts_of(one) if name == language else in_language(one, language)
    elif isinstance(value, list):
        for one in value:
            yield from in_language(one, language)


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_lesson_begins_with_what_one_can_do_afterwards(lesson):
    for text in lesson["text"].values():
        assert text["units"][0]["type"] == "text_unit"
        assert text["summary"]
    assert lesson["minutes"] > 0


@pytest.mark.parametrize("lesson", LESSONS)
def test_no_unit_is_empty(lesson):
    for text in lesson["text"].values():
        for unit in text["units"]:
            assert all(value for value in unit.values()), unit


@pytest.mark.parametrize("lesson", LESSONS)
def test_units_are_the_same_in_every_language(lesson):
    """A learner may change the language in the middle: anchors stay."""
    kinds = [[unit["type"] for unit in text["units"]] for text in lesson["text"].values()]
    assert all(one == kinds[0] for one in kinds)


def test_every_module_names_its_objectives():
    for module in records("courses")[0]["modules"]:
        assert all(text["objectives"] for text in module["text"].values())


def test_the_core_module_stands_in_three_languages_whole():
    core = next(one for one in records("courses")[0]["modules"] if one["kind"] == "core")
    for one in (core, *core["lessons"]):
        assert set(one["text"]) == {"en", "fr", "es"}


@pytest.mark.parametrize("question", QUESTIONS)
def test_translations_keep_answer_keys(question):
    def keys(language):
        stream = question_stream(question, language)
        return re.findall(r'"id": "([0-9a-f-]{36})"', stream)

    languages = list(question["prompt"])
    assert all(keys(one) == keys("en") for one in languages)
    assert len(keys("en")) == len(set(keys("en")))


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_answer_says_why(question):
    if question["type"] != "information":
        assert question["general_feedback"]["en"]
    for one in [*question.get("choices", []), *question.get("answers", [])]:
        assert set(one["feedback"]) == set(question["prompt"])


@pytest.mark.parametrize("module", ["module-mld-core", "module-mld-measuring"])
def test_each_module_has_a_quiz_with_every_type_and_a_draw(module):
    types = {one["id"]: one["type"] for one in records("questions")}
    quiz = next(one for one in records("quizzes") if one["on"] == module)
    assert {types[slot] for slot in quiz["slots"] if isinstance(slot, str)} == NOW_BUILT
    assert any(isinstance(slot, dict) for slot in quiz["slots"])


@pytest.mark.parametrize("name", ["courses", "questions", "quizzes"])
def test_french_has_its_narrow_spaces(name):
    for text in in_language(records(name), "fr"):
        assert not re.search(r"(?<!\u202f)[;:!?»]", text), text
        assert not re.search(r"«(?!\u202f)", text), text


def test_figures_stand_with_their_year():
    """A figure of the record is never printed without its date."""
    for text in texts_of(records("courses")):
        if "200 million" in text:
            assert "2012" in text


def test_sources_of_cases_are_publications_of_the_record():
    known = {one["title"] for one in records("publications")}
    for module in records("courses")[0]["modules"]:
        for lesson in module["lessons"]:
            for unit in lesson["text"]["en"]["units"]:
                if unit["type"] == "case_study":
                    assert unit["source"].removesuffix(", 2021") in known


def test_everybody_learns_in_a_state_of_their_own():
    wanted = {"not_started", "half_way", "quiz_in_progress", "overdue", "failed_once", "passed"}
    wanted |= {"completed", "withdrawn", "replaced", "certificate_withdrawn", "revoked"}
    assert {one["state"] for one in records("learners")} == wanted
    people = {one["handle"] for one in records("members")}
    assert {one["handle"] for one in records("learners")} <= people
