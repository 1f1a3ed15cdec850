"""The benchmark works; how fast anything is stays out of the tests (quality.md §6)."""

import json
import sys
from pathlib import Path

import pytest
from django.test import override_settings
from django.urls import NoReverseMatch, Resolver404, resolve, reverse

from benchmarks import report
from benchmarks.lines import ALONE, BARE, LINES, PAGES, RATIOS, STARTER
from benchmarks.load import NotMeasured, Sample, middle, read
from benchmarks.sites import environment, of_the_site, run

PRINTED = """Running 1s test
RESULT {{"requests": {requests}, "lasted": 2000000, "p50": 15000, "p95": 30500, "p99": 40000,\
 "refused": {refused}, "broken": 0}}
"""
MEMORY = [{"resident": 90_000, "own": 20_480, "share": 51_200}] * 3


def sample(rate, p50=10.0, p95=20.0):
    return Sample(rate, p50, p95, 40.0)


def found(**rates):
    rounds = {name.replace("_", " "): [sample(rate)] for name, rate in rates.items()}
    return report.results(rounds, memory=MEMORY, when="2026-11-25", load=0.02, how="1 × 1 s")


def test_what_wrk_prints_becomes_answers_a_second_and_milliseconds():
    got = read(PRINTED.format(requests=600, refused=0), "http://127.0.0.1/")
    assert got == Sample(rate=300.0, p50=15.0, p95=30.5, p99=40.0)


@pytest.mark.parametrize(
    ("requests", "refused", "reason"),
    [(600, 1, "1 of 600 answers were wrong"), (0, 0, "no answer in time")],
)
def test_a_wrong_answer_or_none_is_no_figure(requests, refused, reason):
    """An error page is fast: counted, it would look like a better site."""
    with pytest.raises(NotMeasured, match=reason):
        read(PRINTED.format(requests=requests, refused=refused), "http://127.0.0.1/")


def test_one_disturbed_round_changes_nothing():
    assert middle([sample(100), sample(3), sample(102)]).rate == 100


def test_every_ratio_is_of_lines_that_are_measured():
    names = [line.name for line in LINES]
    assert len(set(names)) == len(names)
    assert {name for ratio in RATIOS for name in (ratio.line, ratio.by)} <= set(names)


def test_a_missed_ratio_is_said_in_the_table_and_kept():
    rounds = {STARTER: [sample(100)], BARE: [sample(900)], "home, uncached": [sample(34)]}
    got = report.results(rounds, memory=MEMORY, when="2026-11-25", load=0.02, how="1 × 1 s")
    assert [(one["line"], one["ratio"], one["is_met"]) for one in got["ratios"]] == [
        ("home, uncached", 0.34, False),
        (STARTER, 0.11, True),
    ]
    assert "= 0.34  (at least 0.35)  MISSED" in report.table(got)
    assert json.loads(json.dumps(got)) == got


def test_a_slow_page_for_one_reader_is_said_in_the_table():
    alone = next(line for line in LINES if line.connections == ALONE)
    rounds = {alone.name: [sample(20, p50=41.0)]}
    got = report.results(rounds, memory=MEMORY, when="2026-11-25", load=0.02, how="1 × 1 s")
    assert "over 40/80 ms" in report.table(got)


def test_memory_is_told_for_each_process_and_together():
    rows = report.table(found(x=1.0)).splitlines()
    assert "master: 20 MB of its own, 88 MB resident" in rows
    assert rows[-1] == "together: 150 MB"


def test_the_bare_view_is_no_address_of_the_site(client, db):
    """R0 and R1 are measured, never served."""
    with pytest.raises(Resolver404):
        resolve("/bare/")
    with override_settings(ROOT_URLCONF="benchmarks.urls"):
        assert client.get("/bare/").content == b"ok"
        assert reverse("account_login") == "/en/accounts/login/"
    with pytest.raises(NoReverseMatch):
        reverse("bare")


def test_the_measured_pages_are_in_the_demo():
    """Their slugs are those of the demo's own data files."""
    data = Path(__file__).parents[2] / "demo" / "data"
    texts = "".join(path.read_text() for path in data.rglob("*.json"))
    for path in PAGES.values():
        slug = path.rstrip("/").rpartition("/")[2]
        assert slug in ("en", "library") or f'{slug}"' in texts


@pytest.mark.parametrize(
    ("keeps", "seconds", "local"),
    [("files", 60, "locmem"), ("nothing", 0, "locmem"), ("redis", 60, "dummy")],
)
def test_what_is_kept_is_chosen_by_the_environment(tmp_path, keeps, seconds, local):
    """Read by a process of its own, as the measured sites do."""
    code = (
        "from benchmarks import settings;"
        f"assert settings.PAGE_CACHE_SECONDS == {seconds}, settings.PAGE_CACHE_SECONDS;"
        f"assert '{local}' in settings.CACHES['local']['BACKEND'];"
        "assert settings.ROOT_URLCONF == 'benchmarks.urls'"
    )
    env = of_the_site(tmp_path, BENCHMARK_KEEPS=keeps)
    run([sys.executable, "-c", code], cwd=Path(__file__).parents[2], env=env)


def test_nothing_of_the_callers_environment_is_measured(monkeypatch):
    monkeypatch.setenv("CACHE_URL", "redis://elsewhere")
    assert "CACHE_URL" not in environment()


def test_a_command_that_fails_says_why(tmp_path):
    command = [sys.executable, "-c", "raise SystemExit('so it is')"]
    with pytest.raises(NotMeasured, match="so it is"):
        run(command, cwd=tmp_path, env=environment())
