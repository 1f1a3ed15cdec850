"""`manage.py search_check`: does every index hold what the database says? (search.md §18)"""

import json
import sys
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from search import outbox
from search.backends import engines
from search.backends.base import Engine, EngineDown
from search.checking import Report, report
from search.drain import drain_all

SHOWN = 5  # keys of each sort of difference


class Command(BaseCommand):
    help = "Compare every index with the database; exit 1 where they differ."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--repair", action="store_true", help="index anew what differs, then look again"
        )
        parser.add_argument("--json", action="store_true", help="for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        reports: list[Report] = []
        problems: dict[str, str] = {}
        for engine in engines.every():
            try:
                reports.append(self._checked(engine, repair=options["repair"]))
            except EngineDown as problem:
                problems[engine.sink] = str(problem)
        if options["json"]:
            self.stdout.write(_as_json(reports, problems))
        else:
            self._tell(reports, problems)
        if problems or not all(one.is_good for one in reports):
            sys.exit(1)

    def _checked(self, engine: Engine, *, repair: bool) -> Report:
        drain_all(engine)
        found = report(engine)
        if not repair or not found.differences.keys:
            return found
        outbox.enqueue(found.differences.keys)
        drain_all(engine)
        return report(engine)

    def _tell(self, reports: list[Report], problems: dict[str, str]) -> None:
        for sink, problem in problems.items():
            self.stdout.write(f"{sink}: does not answer: {problem}")
        for one in reports:
            self.stdout.write(f"{one.sink}: {one.engine}, {one.generation or 'no index'}")
            if one.generation is None or one.is_outdated:
                self.stdout.write("  an index is due: search_rebuild")
            for type_ in sorted(one.differences.expected | one.differences.found):
                expected = one.differences.expected.get(type_, 0)
                found = one.differences.found.get(type_, 0)
                self.stdout.write(f"  {type_}: {found} of {expected}")
            for name in ("missing", "stale", "orphans"):
                keys = getattr(one.differences, name)
                if keys:
                    more = ", …" if len(keys) > SHOWN else ""
                    self.stdout.write(f"  {len(keys)} {name}: {', '.join(keys[:SHOWN])}{more}")
            for key, why in [*one.differences.broken.items(), *one.dead]:
                self.stdout.write(f"  {key}: {why}")
            since = f" since {one.oldest:%Y-%m-%d %H:%M:%S}" if one.oldest else ""
            self.stdout.write(f"  {one.waiting} waiting{since}")
            self.stdout.write("  good" if one.is_good else "  NOT good")


def _as_json(reports: list[Report], problems: dict[str, str]) -> str:
    rows = [asdict(one) | {"is_good": one.is_good} for one in reports]
    rows += [{"sink": sink, "problem": why, "is_good": False} for sink, why in problems.items()]
    return json.dumps(rows, default=_moment, indent=2)


def _moment(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
