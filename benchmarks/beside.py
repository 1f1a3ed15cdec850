"""Two ways beside each other, asked in turn: what else the machine does meets both alike."""

import argparse
import http.client
import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import sites
from benchmarks.load import NotMeasured
from benchmarks.report import commit


@dataclass(frozen=True, slots=True)
class Ask:
    """One request: GET, or POST where there is a body. `holds` must be in the answer."""

    path: str
    cookie: str = ""
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    holds: bytes = b""


def asked(site: sites.Site, ask: Ask) -> float:
    """Milliseconds until the whole answer is here. Raises NotMeasured where it is a wrong one."""
    headers = {**ask.headers, **({"Cookie": ask.cookie} if ask.cookie else {})}
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=120)
    began = time.perf_counter()
    try:
        connection.request("POST" if ask.body else "GET", ask.path, ask.body or None, headers)
        answer = connection.getresponse()
        body = answer.read()
    finally:
        connection.close()
    took = (time.perf_counter() - began) * 1000
    if answer.status != 200 or ask.holds not in body:
        raise NotMeasured(f"{site.name}{ask.path} answers {answer.status}: {body[:300]!r}")
    return took


@dataclass(frozen=True, slots=True)
class Measured:
    """What a benchmark found: `facts` are kept as JSON, `words` are printed."""

    facts: Mapping[str, Any]
    words: str
    is_missed: bool  # some budget


Measure = Callable[[argparse.Namespace], Measured]


def run(name: str, options: argparse.Namespace, measure: Measure) -> int:
    """Measure, print and keep; 1 where a budget was missed, 2 where nothing was measured."""
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    options.var = options.var.resolve()
    try:
        found = measure(options)
    except NotMeasured as reason:
        print(reason, file=sys.stderr)
        return 2
    print(f"\n{found.words}; load {os.getloadavg()[0]:.1f}")
    print(f"Kept as {keep(name, options.var, found.facts)}")
    return 1 if found.is_missed else 0


Way = Callable[[int], float]


def in_turn(ours: Way, theirs: Way, rounds: int) -> tuple[list[float], list[float]]:
    """What each way took in each round; each is the first to go in every second one."""
    took: tuple[list[float], list[float]] = ([], [])
    for number in range(rounds):
        for which in (0, 1) if number % 2 == 0 else (1, 0):
            took[which].append((ours, theirs)[which](number))
    return took


def share(times: Sequence[float], percent: int) -> float:
    """The time that so many percent stay below; of few times, the nearest one."""
    return sorted(times)[min(len(times) - 1, len(times) * percent // 100)]


def figures(times: Sequence[float]) -> dict[str, float]:
    """Milliseconds: p50, p95, p99, and of how many."""
    late = {f"p{percent}": round(share(times, percent), 2) for percent in (95, 99)}
    return {"p50": round(statistics.median(times), 2), **late, "times": len(times)}


def database() -> str:
    """The address of the PostgreSQL that `scripts/with_services.sh` has started."""
    url = os.environ.get("DATABASE_TEST_URL", "")
    if not url:
        raise NotMeasured("No PostgreSQL: run it by scripts/with_services.sh, as make does.")
    return url


def prepared(var: Path, url: str) -> dict[str, str]:
    """Our own site on that database: tables, terms, section pages. Its environment."""
    var.mkdir(parents=True, exist_ok=True)
    env = sites.of_the_site(var, DATABASE_URL=url, BENCHMARK_KEEPS="parts")
    for step in (
        ["migrate", "--verbosity", "0"],
        ["createcachetable"],
        ["seed_demo", "--only", "taxonomy"],
        ["seed_demo", "--only", "home"],
        ["collectstatic", "--no-input", "--verbosity", "0"],
    ):
        print(f"· {' '.join(step[:3])}")
        sites.run([sys.executable, "manage.py", *step], cwd=sites.ROOT, env=env)
    return env


def said(module: str, *arguments: str, env: Mapping[str, str]) -> Any:
    """What a module of ours prints in a process of its own: one line of JSON, after any others."""
    command = [sys.executable, "-m", module, *arguments]
    return json.loads(sites.output_of(command, env=env).splitlines()[-1])


def keep(name: str, var: Path, result: Mapping[str, Any]) -> Path:
    """Write what was measured as JSON, with when, which commit and how busy it was."""
    when = datetime.now(UTC).isoformat(timespec="seconds")
    folder = var / "results"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}-{when.replace(':', '')}.json"
    facts = {"when": when, "commit": commit(), "load": os.getloadavg(), **result}
    path.write_text(json.dumps(facts, indent=2) + "\n")
    return path
