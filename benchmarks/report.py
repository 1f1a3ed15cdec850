"""What came out: a table to read, and the same as JSON to compare a release with the one before."""

import platform
import subprocess
from collections.abc import Mapping, Sequence
from typing import Any

import django
import wagtail

from benchmarks.lines import ALONE, ALONE_P50, ALONE_P95, LINES, RATIOS
from benchmarks.load import Sample, middle
from benchmarks.sites import ROOT

Rounds = Mapping[str, Sequence[Sample]]


def ratios_of(rounds: Rounds) -> list[dict[str, Any]]:
    """Each ratio of the rates' medians, for the lines that were measured."""
    found = []
    for ratio in RATIOS:
        if ratio.line in rounds and ratio.by in rounds:
            value = middle(rounds[ratio.line]).rate / middle(rounds[ratio.by]).rate
            is_met = ratio.least is None or value >= ratio.least
            found.append(
                {
                    "line": ratio.line,
                    "by": ratio.by,
                    "ratio": round(value, 2),
                    "least": ratio.least,
                    "is_met": is_met,
                }
            )
    return found


def results(
    rounds: Rounds, *, memory: Sequence[Mapping[str, int]], when: str, load: float, how: str
) -> dict[str, Any]:
    """All that is worth keeping of one run."""
    return {
        "when": when,
        "how": how,
        "commit": commit(),
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
        "django": django.__version__,
        "wagtail": wagtail.__version__,
        "busy_before": round(load, 2),  # share of the processors' time that others used
        "lines": {name: _figures(middle(samples)) for name, samples in rounds.items()},
        "ratios": ratios_of(rounds),
        "memory_kb": {"master": memory[0], "workers": list(memory[1:])},
    }


def _figures(sample: Sample) -> dict[str, float]:
    return {name: round(getattr(sample, name), 1) for name in Sample.__slots__}


def commit() -> str:
    """Which state of the code is measured."""
    command = ["git", "describe", "--always", "--dirty"]
    done = subprocess.run(  # noqa: S603 - our own command
        command, cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.stdout.strip() or "unknown"


def table(found: Mapping[str, Any]) -> str:
    """The results as text, in the order of benchmarks.lines."""
    wide = max(len(line.name) for line in LINES)
    rows = [f"{'':{wide}}  answers/s   p50 ms   p95 ms   p99 ms"]
    for line in LINES:
        if figures := found["lines"].get(line.name):
            rows.append(
                f"{line.name:{wide}}  {figures['rate']:9.0f}{figures['p50']:9.1f}"
                f"{figures['p95']:9.1f}{figures['p99']:9.1f}{_verdict(line.connections, figures)}"
            )
    rows.append("")
    for ratio in found["ratios"]:
        least = "" if ratio["least"] is None else f"  (at least {ratio['least']:g})"
        missed = "" if ratio["is_met"] else "  MISSED"
        rows.append(f"{ratio['line']} : {ratio['by']} = {ratio['ratio']:.2f}{least}{missed}")
    rows += ["", *_memory_rows(found["memory_kb"])]
    return "\n".join(rows)


def _verdict(connections: int, figures: Mapping[str, float]) -> str:
    if connections != ALONE or (figures["p50"] <= ALONE_P50 and figures["p95"] <= ALONE_P95):
        return ""
    return f"  over {ALONE_P50}/{ALONE_P95} ms"


def _memory_rows(memory: Mapping[str, Any]) -> list[str]:
    processes = [memory["master"], *memory["workers"]]
    total = sum(one["share"] for one in processes)
    names = ["master", *(f"worker {number}" for number in range(1, len(processes)))]
    rows = [
        f"{name}: {one['own'] / 1024:.0f} MB of its own, {one['resident'] / 1024:.0f} MB resident"
        for name, one in zip(names, processes, strict=True)
    ]
    return [*rows, f"together: {total / 1024:.0f} MB"]
