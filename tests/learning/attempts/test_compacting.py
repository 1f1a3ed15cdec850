"""What goes with time: saves that were written over, and previews (learning.md §4)."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from common.periodic import jobs
from learning import compacting
from learning.auditing import audit_grades
from learning.compacting import PREVIEWS_KEPT, SAVES_KEPT, compact_events
from learning.models import Attempt, GradeEvent, LearnerRole, Maintenance, Response, ResponseEvent
from learning.models.versions import Frozen
from learning.triggers import stepping_aside
from tests.factories.quizzes import enrol, make_question, make_quiz, short_text
from tests.learning.attempts.steps import MINUTE, NOW, answer_in, save, start, submit, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_both_engines")]


def kept():
    """(slot, what was written, applied) of the saves that are there."""
    rows = ResponseEvent.objects.order_by("slot", "client_seq")
    return [(one.slot, one.answer["text"], one.applied) for one in rows]


@pytest.fixture
def ended(attempt):
    """Answered twice, once from a device with an older clock, sent, and saved once more."""
    save(attempt, text("first", seq=1))
    save(attempt, text("canarydiaspora", seq=9))
    save(attempt, text("older", seq=5))
    save(attempt, text("other", slot=2, seq=1))
    submit(attempt)
    save(attempt, text("too late", seq=10), at=NOW + MINUTE)
    assert ResponseEvent.objects.count() == 5
    return attempt


@pytest.fixture
def in_two_years():
    return NOW + SAVES_KEPT + timedelta(minutes=2)


def test_after_24_months_the_save_that_made_the_answer_is_left(ended, in_two_years):
    marks = list(Response.objects.order_by("slot").values("answer", "fraction", "saved_at"))
    assert compact_events(now=in_two_years) == 3
    assert kept() == [(1, "canarydiaspora", True), (2, "other", True)]
    assert answer_in(ended) == {"text": "canarydiaspora"}
    assert list(Response.objects.order_by("slot").values("answer", "fraction", "saved_at")) == marks
    assert GradeEvent.objects.exists()
    assert audit_grades() == []


def test_a_second_time_finds_nothing(ended, in_two_years):
    compact_events(now=in_two_years)
    assert compact_events(now=in_two_years) == 0


def test_nothing_goes_a_day_earlier(ended, in_two_years):
    assert compact_events(now=in_two_years - timedelta(days=1)) == 0


def test_an_open_attempt_keeps_every_save(attempt, in_two_years):
    save(attempt, text("first", seq=1))
    save(attempt, text("second", seq=2))
    assert compact_events(now=in_two_years) == 0
    assert len(kept()) == 2


def test_it_goes_on_until_all_are_gone(ended, in_two_years, monkeypatch):
    monkeypatch.setattr(compacting, "AT_ONCE", 2)
    assert compact_events(now=in_two_years) == 3


def test_previews_go_after_thirty_days_with_all_of_theirs(member):
    quiz = make_quiz(make_question(short_text()))
    observer = enrol(member)
    observer.role = LearnerRole.OBSERVER
    observer.save()
    preview = start(observer, quiz)
    assert preview.is_preview
    save(preview, text("canarydiaspora", seq=1))
    submit(preview)
    assert compact_events(now=NOW + PREVIEWS_KEPT) == 0
    assert compact_events(now=NOW + PREVIEWS_KEPT + MINUTE) == 1
    for model in (Attempt, Response, ResponseEvent, GradeEvent):
        assert not model.objects.exists(), model


def test_a_learners_attempt_outlives_both(ended, in_two_years):
    """I12, I13."""
    compact_events(now=in_two_years + 9 * SAVES_KEPT)
    assert Attempt.objects.filter(pk=ended.pk).exists()


def test_saves_and_marks_are_removed_behind_the_door_alone(ended):
    for model in (ResponseEvent, GradeEvent):
        with pytest.raises(Frozen):
            model.objects.all().remove()
        with pytest.raises(Frozen):
            model.objects.all().delete()
    with stepping_aside("test"):
        assert ResponseEvent.objects.all().remove() == 5
    assert not Maintenance.objects.exists()


def test_the_clock_and_the_command_know_it(ended, capsys):
    assert "learning.compaction" in {job.name for job in jobs()}
    call_command("compact_events")
    assert "Removed: 0" in capsys.readouterr().out
