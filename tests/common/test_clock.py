"""Jobs on the clock run when due, once for all processes, and never stop each other (REL13)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command

from common import periodic
from common.clock import HOLD, RETRY, UnknownJob, overdue_jobs, run_due_jobs, run_job
from common.models import PeriodicRun

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch, time_machine):
    """It is noon, no job is registered yet."""
    monkeypatch.setattr(periodic, "_registry", {})
    time_machine.move_to(NOON, tick=False)
    return time_machine


@pytest.fixture
def runs(clock):
    """The times an hourly job ran as of."""
    runs = []
    periodic.register("hourly", every=HOUR)(runs.append)
    return runs


@pytest.fixture
def failing(clock):
    """An hourly job that fails as long as this is true."""
    state = {"fails": True}

    @periodic.register("a.failing", every=HOUR)
    def fail(as_of):
        if state["fails"]:
            raise RuntimeError("broken")

    return state


def test_a_job_runs_at_once_and_then_when_it_is_due_again(runs):
    assert run_due_jobs(as_of=NOON) == ["hourly"]
    assert run_due_jobs(as_of=NOON + HOUR - timedelta(seconds=1)) == []
    assert run_due_jobs(as_of=NOON + HOUR) == ["hourly"]
    assert runs == [NOON, NOON + HOUR]


def test_after_a_gap_a_job_is_caught_up_once(runs):
    run_due_jobs(as_of=NOON)
    for _ in range(3):
        run_due_jobs(as_of=NOON + 100 * HOUR)
    assert runs == [NOON, NOON + 100 * HOUR]


def test_a_job_that_another_process_runs_is_left_to_it_until_that_is_surely_dead(runs, clock):
    run_due_jobs(as_of=NOON)
    PeriodicRun.objects.update(held_until=NOON + HOLD, due_at=NOON)
    assert run_due_jobs(as_of=NOON) == []
    assert run_job("hourly", as_of=NOON) is False
    clock.move_to(NOON + HOLD + timedelta(seconds=1), tick=False)
    assert run_due_jobs(as_of=NOON) == ["hourly"]


def test_a_job_that_fails_holds_up_no_other_and_is_tried_again_soon(runs, failing):
    assert run_due_jobs(as_of=NOON) == ["a.failing", "hourly"]
    assert PeriodicRun.objects.get(name="a.failing").failures == 1
    assert run_due_jobs(as_of=NOON + RETRY) == ["a.failing"]
    assert PeriodicRun.objects.get(name="a.failing").failures == 2
    failing["fails"] = False
    run_due_jobs(as_of=NOON + 2 * RETRY)
    run = PeriodicRun.objects.get(name="a.failing")
    assert (run.failures, run.held_until) == (0, None)


def test_a_job_asked_for_by_name_runs_though_it_is_not_due(runs):
    run_due_jobs(as_of=NOON)
    assert run_job("hourly", as_of=NOON + timedelta(minutes=1)) is True
    assert len(runs) == 2
    with pytest.raises(UnknownJob):
        run_job("never heard of", as_of=NOON)


def test_a_job_that_fails_by_name_says_so(failing):
    with pytest.raises(RuntimeError, match="broken"):
        run_job("a.failing", as_of=NOON)


def test_jobs_that_are_late_are_named(runs, django_assert_num_queries):
    run_due_jobs(as_of=NOON)
    with django_assert_num_queries(1):
        assert overdue_jobs(as_of=NOON + HOUR + timedelta(minutes=14)) == []
    assert overdue_jobs(as_of=NOON + HOUR + timedelta(minutes=16)) == ["hourly"]


def test_the_command_runs_as_of_any_time_but_not_in_production(runs, settings):
    """C7."""
    call_command("run_periodic", once="hourly", as_of=NOON + HOUR)
    assert runs == [NOON + HOUR]
    settings.IS_PRODUCTION = True
    with pytest.raises(CommandError, match="production"):
        call_command("run_periodic", as_of=NOON)


@pytest.mark.parametrize("text", ["yesterday", "2026-13-01T00:00Z", ""])
def test_the_command_refuses_what_is_no_time(text):
    with pytest.raises(CommandError):
        call_command("run_periodic", "--as-of", text)


def test_the_command_takes_a_time_without_zone_as_utc(runs):
    call_command("run_periodic", "--once", "hourly", "--as-of", "2026-12-03T09:00")
    assert runs == [datetime(2026, 12, 3, 9, tzinfo=UTC)]
