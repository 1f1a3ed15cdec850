"""What is right stays here until its time (I14)."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from learning.models import Attempt
from learning.taking.learner_view import Stage, learner_view
from tests.factories.quizzes import (
    EVERY_TYPE,
    make_question,
    make_quiz,
    true_false,
)
from tests.learning.quiz_pages.steps import address, begin, item, post_json

pytestmark = pytest.mark.django_db


CANARIES = ("CANARY-FEEDBACK", "CANARY-GENERAL", "canarydiaspora", "weight", "pattern", "tolerance")


def wire(visitor, place, **fields):
    """Every body an attempt at every type gives, before it is reviewed, and the attempt."""
    quiz = make_quiz(*(make_question(block()) for block in EVERY_TYPE), **fields)
    start = reverse("learning:quiz", args=[quiz.translation_key])
    bodies = [visitor.get(start), visitor.post(start)]
    attempt = Attempt.objects.get(quiz_key=quiz.translation_key)
    stems = attempt.layout["slots"]["6"]["stems"]
    bodies += [
        visitor.get(address("attempt", attempt)),
        post_json(visitor, attempt, item(slot=1, answer={"choice": "unknown"})),
        post_json(visitor, attempt, item(slot=5, answer={"text": "no number"})),
        post_json(visitor, attempt, item(slot=6, answer={"pairs": {stems[0]: "1"}})),
        visitor.get(address("attempt", attempt)),
        visitor.get(address("summary", attempt)),
        visitor.get(address("answers", attempt)),
        post_json(visitor, attempt, url="submit"),
        visitor.get(start),
        visitor.get(address("answers", attempt)),
    ]
    return attempt, [body.content.decode() for body in bodies]


@pytest.mark.parametrize("preset", ["nothing", "score", "right_wrong", "answers"])
def test_no_key_and_no_feedback_leaves_before_its_time(visitor, place, preset):
    """I14: every body at every stage and preset is searched."""
    attempt, bodies = wire(visitor, place, review=preset, attempts_allowed=3)
    content = attempt.quiz_version.content
    for body in bodies:
        for canary in CANARIES:
            assert canary not in body
    assert ("You see results at the end." in bodies[2]) is (preset != "nothing")
    review = visitor.get(address("review", attempt)).content.decode()
    shows_answers = preset == "answers"
    assert ("canarydiaspora" in review) is shows_answers
    assert ("CANARY-GENERAL" in review) is shows_answers
    assert ("Not answered" in review) is (preset in ("right_wrong", "answers"))
    assert ("marks</h1>" in review) is (preset != "nothing")
    pairs = {
        stem["key"]: stem["option"]
        for q in content["questions"].values()
        for stem in q.get("stems", ())
    }
    assert pairs
    for stem, option in pairs.items():
        for body in [*bodies, review]:
            assert not re.search(rf'"{stem}": ?"{option}"', body)
            assert f'value="{option}"' not in body


def test_a_review_waits_for_what_its_preset_says(visitor, member, place, monkeypatch):
    question = make_question(true_false())
    settled = make_quiz(question, review="answers", review_from="settled", attempts_allowed=2)
    attempt = begin(place, settled)
    post_json(visitor, attempt, item(answer={"value": False}), url="submit")
    review = visitor.get(address("review", attempt)).content.decode()
    assert "CANARY" not in review
    assert "once you have passed" in review
    assert "Not answered" not in review
    last = begin(place, settled)
    post_json(visitor, last, item(answer={"value": False}), url="submit")
    assert "CANARY-GENERAL" in visitor.get(address("review", attempt)).content.decode()


def test_a_review_after_the_close_waits_for_it(place, visitor):
    place.run.closes_at = timezone.now() + timedelta(hours=1)
    place.run.save()
    quiz = make_quiz(make_question(true_false()), review="answers", review_from="after_close")
    attempt = begin(place, quiz)
    post_json(visitor, attempt, item(answer={"value": True}), url="submit")
    assert "CANARY" not in visitor.get(address("review", attempt)).content.decode()
    place.run.closes_at = timezone.now() - timedelta(minutes=1)
    place.run.save()
    assert "CANARY-GENERAL" in visitor.get(address("review", attempt)).content.decode()


def test_the_view_of_a_learner_is_a_list_of_what_is_allowed(place):
    """A new column of a question reaches nobody until somebody lists it."""
    quiz = make_quiz(*(make_question(block()) for block in EVERY_TYPE))
    attempt = begin(place, quiz)
    content = attempt.quiz_version.content
    allowed = {"type", "prompt", "line", "slot", "number", "max_mark"}
    own = {"choices": {"key", "text"}, "stems": {"key", "text"}, "options": {"place", "text"}}
    for stage in (Stage.ATTEMPT, Stage.RIGHT_WRONG):
        for page in learner_view(content, attempt.layout, stage):
            for view in page:
                assert set(view) - set(own) == allowed
                for name, columns in own.items():
                    assert all(set(one) == columns for one in view.get(name, ()))
    for stage in (Stage.NOTHING, Stage.SCORE):
        assert learner_view(content, attempt.layout, stage) == []
