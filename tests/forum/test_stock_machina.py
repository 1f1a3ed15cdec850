"""The rules of forum.md §16 fail on django-machina as it comes: else our tests would prove nothing.

A stock site of its own, in a process of its own (benchmarks/stock_forum), plays each rule by pages
and forms. What ours does is in the tests that docs/features/forum.md names beside it.
"""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# S2, S3 and S10 come with files and polls.
RULES = [f"S{number}" for number in (1, *range(4, 10), *range(11, 18))]


@pytest.fixture(scope="module")
def seen():
    """{rule: (verdict, what was seen)}"""
    command = [sys.executable, "-m", "benchmarks.stock_forum"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    lines = (line.split("\t") for line in done.stdout.splitlines() if line.count("\t") == 2)
    found = {rule: (verdict, said) for rule, verdict, said in lines}
    assert found.keys() == set(RULES), done.stdout + done.stderr
    return found


@pytest.mark.parametrize("rule", RULES)
def test_the_rule_fails_on_stock_machina(seen, rule):
    verdict, said = seen[rule]
    assert verdict == "FAILS", said


@pytest.mark.parametrize("rule", RULES)
def test_what_was_seen_there_is_in_the_table_beside_our_test(rule):
    """docs/features/forum.md: rule, our tests, what stock machina did."""
    table = (ROOT / "docs" / "features" / "forum.md").read_text()
    row = next(line for line in table.splitlines() if line.startswith(f"| {rule} |"))
    _start, _rule, ours, stock, _end = row.split("|")
    assert stock.strip()
    names = [part for part in ours.split("`") if part.startswith("test_")]
    assert names
    written = "".join(path.read_text() for path in ROOT.glob("tests/**/test_*.py"))
    assert not [name for name in names if f"def {name}(" not in written]
