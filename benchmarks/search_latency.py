"""How fast the search is, on every engine that is here: `make bench-search` (search.md §22.11).

For each, a site of its own with as many pages as the index has documents, then `search_eval
--bench` there: thirty queries, autocomplete, spelling, what the search adds to a save, Wagtail's
own search over the same number of pages. Last, saves beside a search server that takes what it is
sent and says nothing. Prints a table, keeps it as JSON, ends with 1 where a budget was missed.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import sites
from benchmarks.load import NotMeasured
from benchmarks.report import commit

DEAD = "sqlite, search server dead"
SETTINGS = {"PYTHONPATH": "site:.", "DJANGO_SETTINGS_MODULE": "m4dnet.settings.demo"}
Figures = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Place:
    """A site with one engine: its folder, and what of the environment makes it so."""

    name: str
    folder: Path
    env: Mapping[str, str] = field(default_factory=dict)
    sink: str = "embedded"
    only: str = ""

    def manage(self, *command: str) -> None:
        """Run and show what it says. Raises NotMeasured where it fails."""
        if self._run("manage.py", *command):
            raise NotMeasured(f"{self.name}: {' '.join(command)} has failed")

    def furnish(self, documents: int) -> None:
        """The tables, the pages and words that are measured, once; the server's index each time."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.manage("migrate", "--verbosity", "0")
        self.manage("createcachetable")
        if self._run("-m", "benchmarks.search_data", str(documents)):
            raise NotMeasured(f"{self.name}: it could not be furnished")
        if self.sink != "embedded":
            self.manage("search_rebuild", "--sink", self.sink)

    def measured(self, documents: int, rounds: int) -> Figures:
        """Figures by line. Raises NotMeasured where there are none."""
        kept = self.folder / "figures.json"
        kept.unlink(missing_ok=True)
        command = ["search_eval", "--bench", "--sink", self.sink, "--keep", str(kept)]
        command += ["--documents", str(documents), "--rounds", str(rounds)]
        # It ends with 1 where a budget is missed: the figures say so.
        self._run("manage.py", *command, *(["--only", self.only] if self.only else []))
        if not kept.exists():
            raise NotMeasured(f"{self.name}: nothing was measured")
        return json.loads(kept.read_text())

    def _run(self, *command: str) -> int:
        env = sites.environment(**SETTINGS, VAR_DIR=str(self.folder), **self.env)
        done = subprocess.run([sys.executable, *command], cwd=sites.ROOT, env=env, check=False)  # noqa: S603
        return done.returncode


def main() -> int:
    """Run with the arguments of the command line; 1 where a budget was missed."""
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    options = _options()
    found: dict[str, Figures] = {}
    try:
        for place in _places(options.var.resolve()):
            if options.engines and place.name not in options.engines:
                continue
            print(f"\n{place.name}: {options.documents:,} documents and pages")
            place.furnish(options.documents)
            found[place.name] = place.measured(options.documents, options.rounds)
        if not options.engines or "sqlite" in options.engines:
            found[DEAD] = _beside_a_dead_server(options)
    except NotMeasured as reason:
        print(reason, file=sys.stderr)
    _keep(options, found)
    missed = [line for figures in found.values() for line in figures.values() if line["is_missed"]]
    return 1 if missed or not found else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m benchmarks.search_latency", description=__doc__)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5, help="each query is asked so often")
    parser.add_argument("--engines", nargs="*", help="sqlite, postgresql, elasticsearch; else all")
    folder = sites.ROOT / "var" / "bench" / "search"
    parser.add_argument("--var", type=Path, default=folder, help="the folder, kept between runs")
    return parser.parse_args()


def _places(var: Path) -> Iterator[Place]:
    """SQLite always; PostgreSQL and Elasticsearch where the environment names a server."""
    yield Place("sqlite", var / "sqlite")
    if database := os.environ.get("DATABASE_TEST_URL"):
        yield Place("postgresql", var / "postgresql", {"DATABASE_URL": database})
    if server := os.environ.get("SEARCH_TEST_URL"):
        env = {"SEARCH_URL": server, "SEARCH_PREFIX": "m4dbench"}
        yield Place("elasticsearch", var / "elasticsearch", env, "elastic")


def _beside_a_dead_server(options: argparse.Namespace) -> Figures:
    """Saves on SQLite while Elasticsearch hangs: the worst way to be dead, as it is waited for."""
    with _silent_port() as port:
        env = {"SEARCH_URL": f"http://127.0.0.1:{port}"}
        place = Place(DEAD, options.var.resolve() / "sqlite", env, only="saves")
        print(f"\n{DEAD}")
        return place.measured(options.documents, options.rounds)


@contextmanager
def _silent_port() -> Iterator[int]:
    """Connections are taken, and nothing is ever said."""
    with socket.create_server(("127.0.0.1", 0), backlog=512) as held:
        yield held.getsockname()[1]


def _keep(options: argparse.Namespace, found: Mapping[str, Figures]) -> None:
    when = datetime.now(UTC).isoformat(timespec="seconds")
    kept = {
        "when": when,
        "commit": commit(),
        "documents": options.documents,
        "rounds": options.rounds,
        "busy": os.getloadavg(),
        "engines": found,
    }
    folder = options.var.resolve() / "results"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{when.replace(':', '')}.json"
    path.write_text(json.dumps(kept, indent=2) + "\n")
    print(f"\n{table(found)}\n\nKept as {path}")


def table(found: Mapping[str, Figures]) -> str:
    """p50, p95 and p99 in milliseconds of each engine's lines that have a budget, and Wagtail's."""
    rows = []
    for engine, figures in found.items():
        rows.append(engine)
        for title, line in figures.items():
            if line["most"] is None and not title.startswith("Wagtail"):
                continue  # one query of the mix
            most = "" if line["most"] is None else f"  at most {line['most']:g}"
            missed = "  MISSED" if line["is_missed"] else ""
            times = "".join(f"{line[share]:10.1f}" for share in ("p50", "p95", "p99"))
            rows.append(f"  {title:36}{times}{most}{missed}")
    return "\n".join(rows)


if __name__ == "__main__":
    sys.exit(main())
