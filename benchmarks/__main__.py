"""`make bench`: prepare, start the sites, load each line in turn, print and keep what came out."""

import argparse
import json
import re
import shutil
import sys
import time
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import report, sites
from benchmarks.lines import LINES, STYLESHEET, Line
from benchmarks.load import NotMeasured, Sample, ask

BUSY = 0.10  # of the processors' time, used by others: above that figures say nothing
WARM_UP = 12  # answers of each line before the first round


def main() -> int:
    """Run with the arguments of the command line; 1, with a reason, if nothing was measured."""
    sys.stdout.reconfigure(line_buffering=True)  # who pipes it sees where it is, too
    options = _options()
    try:
        busy = _check_idle(options.even_if_busy)
        found = measure(options, busy)
    except NotMeasured as reason:
        print(reason, file=sys.stderr)
        return 1
    kept = options.var / "results"
    kept.mkdir(exist_ok=True)
    path = kept / f"{found['when'].replace(':', '')}.json"
    path.write_text(json.dumps(found, indent=2) + "\n")
    print(f"\n{report.table(found)}\n\nKept as {path}")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m benchmarks", description=__doc__)
    parser.add_argument("--seconds", type=int, default=10, help="of one line in one round")
    parser.add_argument("--rounds", type=int, default=3, help="of which the median is kept")
    parser.add_argument("--size", choices=["small", "full"], default="full", help="of the data")
    parser.add_argument("--var", type=Path, default=sites.ROOT / "var" / "bench", help="the folder")
    parser.add_argument("--only", default="", help="lines whose name matches this expression")
    parser.add_argument("--even-if-busy", action="store_true", help="others use the processors too")
    options = parser.parse_args()
    options.var = options.var.resolve()
    return options


def measure(options: argparse.Namespace, busy: float) -> dict:
    """Prepare what is not there, load all lines in turn, round by round. Raises NotMeasured."""
    options.var.mkdir(parents=True, exist_ok=True)
    print(f"Preparing the {options.size} demo in {options.var} (minutes, the first time)")
    sites.prepare_site(options.var, options.size)
    sites.prepare_starter(options.var / "starter")
    with ExitStack() as stack:
        running = _start(stack, options.var)
        lines = _lines(running, options.only)
        for line in lines:
            _warm_up(running[line.site], line)
        rounds: dict[str, list[Sample]] = {line.name: [] for line in lines}
        for number in range(1, options.rounds + 1):
            print(f"Round {number} of {options.rounds}: {len(lines)} × {options.seconds} s")
            for line in lines:
                url = running[line.site].url(line.path)
                sample = ask(url, seconds=options.seconds, connections=line.connections)
                rounds[line.name].append(sample)
                running[line.site].settle()
        return report.results(
            rounds,
            memory=running["uncached"].memory(),
            when=datetime.now(UTC).isoformat(timespec="seconds"),
            load=busy,
            how=f"{options.rounds} × {options.seconds} s, {options.size} data",
        )


def _start(stack: ExitStack, var: Path) -> dict[str, sites.Site]:
    """Each kind of site by its name; without Redis installed, all but one."""
    kinds: dict[str, dict] = {
        "uncached": {"env": sites.of_the_site(var, BENCHMARK_KEEPS="parts")},
        "unkept": {"env": sites.of_the_site(var, BENCHMARK_KEEPS="nothing")},
        "cached": {"env": sites.of_the_site(var, BENCHMARK_KEEPS="files")},
        "starter": {
            "env": sites.environment(DJANGO_SETTINGS_MODULE="starter.settings.production"),
            "cwd": var / "starter",
            "wsgi": "starter.wsgi:application",
        },
    }
    if redis := shutil.which("redis-server"):
        address = stack.enter_context(sites.redis_server(redis))
        env = sites.of_the_site(var, BENCHMARK_KEEPS="redis", CACHE_URL=address)
        kinds["redis"] = {"env": env}
    return {
        name: stack.enter_context(sites.serving(name, log=var / f"{name}.log", **kind))
        for name, kind in kinds.items()
    }


def _lines(running: Mapping[str, sites.Site], only: str) -> list[Line]:
    """The lines whose site runs, the stylesheet's hashed address filled in."""
    _status, home = running["cached"].page("/en/")
    stylesheet = re.search(r'href="(/static/[^"]+\.css)"', home.decode())
    if stylesheet is None:
        raise NotMeasured("The front page names no stylesheet.")
    paths = {STYLESHEET: stylesheet[1]}
    return [
        Line(line.name, line.site, paths.get(line.path, line.path), line.connections)
        for line in LINES
        if line.site in running and re.search(only, line.name)
    ]


def _warm_up(site: sites.Site, line: Line) -> None:
    """Both workers have read their templates before anything counts. Raises NotMeasured."""
    for _ in range(WARM_UP):
        status, _body = site.page(line.path)
        if status != 200:
            raise NotMeasured(f"{site.name}{line.path} answers {status}")


def _check_idle(may_be_busy: bool) -> float:
    """The share of the processors' time that is used before anything starts (Linux)."""
    before, after = _times(), (time.sleep(2), _times())[1]
    total = sum(after) - sum(before)
    idle = sum(after[3:5]) - sum(before[3:5])  # idle and waiting for a disk
    busy = 1 - idle / total
    if busy > BUSY and not may_be_busy:
        raise NotMeasured(f"The machine is {busy:.0%} busy: wait, or say --even-if-busy.")
    return busy


def _times() -> list[int]:
    return [int(one) for one in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]


if __name__ == "__main__":
    sys.exit(main())
