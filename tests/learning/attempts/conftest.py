"""A place in a run, its facilitator, and attempts that have begun."""

import pytest

from learning.models import (
    RunFacilitator,
)
from tests.factories.members import UserFactory
from tests.factories.quizzes import (
    enrol,
    make_question,
    make_quiz,
    short_text,
)
from tests.learning.attempts.steps import start


@pytest.fixture
def enrolment(member):
    return enrol(member)


@pytest.fixture
def facilitator(enrolment):
    user = UserFactory()
    RunFacilitator.objects.create(run=enrolment.run, user=user)
    return user


@pytest.fixture
def attempt(enrolment):
    """Open, without a time limit: two short texts."""
    return start(enrolment, make_quiz(make_question(short_text()), make_question(short_text())))


@pytest.fixture
def timed(enrolment):
    """Ten minutes for one short text."""
    return start(enrolment, make_quiz(make_question(short_text()), time_limit_seconds=600))
