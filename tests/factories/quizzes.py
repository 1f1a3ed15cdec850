"""Questions and quizzes as editors publish them, and learners who take them."""

import itertools
import uuid
from decimal import Decimal

from django.utils import timezone

from learning.compiling.publishing import compile_quiz
from learning.models import CourseRun, Enrolment, Question, Quiz, QuizSlot, RunStatus
from tests.factories.taxonomy import english

NUMBER = itertools.count(1)


def _row(**values):
    return {"type": "item", "id": str(uuid.uuid4()), "value": values}


def choice(text, weight="0", feedback=""):
    return _row(text=text, weight=weight, feedback=feedback)


def single(*choices, shuffle=False, prompt="Who keeps figures?", general_feedback=""):
    choices = choices or (choice("IOM", "1", "CANARY-FEEDBACK"), choice("UNHCR", "0.25"))
    return (
        "single",
        {
            "prompt": prompt,
            "general_feedback": general_feedback,
            "choices": list(choices),
            "shuffle": shuffle,
        },
    )


def multiple(*choices, allow=False, shuffle=False, prompt="When is a bad moment?"):
    choices = choices or (
        choice("Election", "0.5"),
        choice("Holiday", "0.5"),
        choice("Spring", "-1", "CANARY-FEEDBACK"),
    )
    _kind, value = single(*choices, shuffle=shuffle, prompt=prompt)
    return ("multiple", value | {"allow_tick_all_score": allow})


def true_false(right=True, prompt="Averages hide a good deal."):
    return (
        "true_false",
        {
            "prompt": prompt,
            "general_feedback": "CANARY-GENERAL",
            "right": "true" if right else "false",
            "feedback_wrong": "CANARY-FEEDBACK wrong",
            "feedback_right": "CANARY-FEEDBACK right",
        },
    )


def short_text(*patterns, prompt="A World Week of …", case_sensitive=False):
    patterns = patterns or (("canarydiaspora", "1"),)
    return (
        "short_text",
        {
            "prompt": prompt,
            "general_feedback": "",
            "answers": [_row(pattern=p, weight=w, feedback="CANARY-FEEDBACK") for p, w in patterns],
            "case_sensitive": case_sensitive,
        },
    )


def number(value="221", tolerance="0", kind="nominal", weight="1"):
    return _row(value=value, tolerance=tolerance, kind=kind, weight=weight, feedback="")


def numeric(*answers, units=(), unit_mode="none", prompt="How many took part?"):
    return (
        "numeric",
        {
            "prompt": prompt,
            "general_feedback": "",
            "answers": list(answers) or [number()],
            "units": [_row(text=text, multiplier=by) for text, by in units],
            "unit_mode": unit_mode,
            "unit_penalty": "0.1",
            "penalty_base": "mark",
        },
    )


def matching(*pairs, extra=("Town halls",), prompt="Which tool belongs to which country?"):
    pairs = pairs or (("Senegal", "PAISD"), ("Serbia", "Strategy"), ("Moldova", "Hub"))
    return (
        "matching",
        {
            "prompt": prompt,
            "general_feedback": "",
            "stems": [_row(text=text, option=option) for text, option in pairs],
            "extra": [{"type": "item", "id": str(uuid.uuid4()), "value": one} for one in extra],
            "shuffle": False,
        },
    )


def information(prompt="The next questions are about Senegal."):
    return ("information", {"prompt": prompt, "general_feedback": ""})


EVERY_TYPE = (single, multiple, true_false, short_text, numeric, matching, information)


def make_question(block=None, *, tags=(), live=True, **fields):
    """A published question in English; `block` is what one of the functions above gives."""
    kind, value = block or single()
    fields = {"title": f"Question {next(NUMBER)}", "locale": english()} | fields
    question = Question(live=live, **fields)
    stream = question._meta.get_field("content").stream_block
    question.content = stream.to_python([{"type": kind, "id": str(uuid.uuid4()), "value": value}])
    question.tags = list(tags)
    if live:
        question.last_published_at = question.first_published_at = timezone.now()
    question.save()
    return question


def make_quiz(*questions, draws=(), marks=None, compiled=True, **fields):
    """A quiz over these questions and draws (count, tags), compiled unless told otherwise."""
    fields = {"title": f"Quiz {next(NUMBER)}", "locale": english()} | fields
    quiz = Quiz(**fields)
    slots = [QuizSlot(question=one, sort_order=at) for at, one in enumerate(questions)]
    for slot, mark in zip(slots, marks or (), strict=False):
        slot.max_mark = None if mark is None else Decimal(mark)
    for count, tags in draws:
        slot = QuizSlot(draw_count=count, sort_order=len(slots))
        slot.draw_tags = list(tags)
        slots.append(slot)
    quiz.slots = slots
    quiz.save()
    if compiled:
        result = compile_quiz(quiz=quiz, by=None)
        assert result.version, result.problems
    return quiz


def make_run(**fields):
    fields = {"course_key": uuid.uuid4(), "name": "Standing run", "status": RunStatus.OPEN} | fields
    return CourseRun.objects.create(**fields)


def enrol(user, run=None, **fields):
    run = run or make_run()
    fields = {
        "user": user,
        "run": run,
        "course_key": run.course_key,
        "enrolled_at": timezone.now(),
        "preferred_locale": "en",
    } | fields
    return Enrolment.objects.create(**fields)
