"""A place in a course that has every quiz of the test, and its holder's browser."""

import pytest

from learning.models import QuizVersion
from learning.outline import Item, Outline
from tests.factories.quizzes import (
    enrol,
)


@pytest.fixture
def place(member, monkeypatch):
    """`member` has a place in a course that has every quiz of the test."""
    enrolment = enrol(member)

    def outline_for(course_key, language):
        keys = QuizVersion.objects.values_list("quiz_key", flat=True).distinct()
        items = tuple(Item(key=key, kind="quiz", title="Test", url="/") for key in keys)
        if course_key != enrolment.course_key:
            items = ()
        return Outline(course_key, "Work with your diaspora", "/en/course/", (), after=items)

    def outlines_for(course_keys, language):
        return {key: outline_for(key, language) for key in course_keys}

    monkeypatch.setattr("learning.taking.pages.outlines_for", outlines_for)
    monkeypatch.setattr("learning.taking.pages.courses_with", lambda key: {enrolment.course_key})
    return enrolment


@pytest.fixture
def visitor(client, member, place):
    client.force_login(member)
    return client
