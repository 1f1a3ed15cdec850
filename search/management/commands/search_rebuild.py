"""`manage.py search_rebuild`: a new index beside the live one, then in its place (§16)."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.backends import engines
from search.backends.base import Engine, EngineDown
from search.drain import drain_all
from search.generations import RebuildFailed, RebuildRunning, go_back, is_due, rebuild
from search.models import Sink


class Command(BaseCommand):
    help = "Build a new index where one is due, while the live one serves."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--sink", choices=Sink.values, help="only this engine")
        parser.add_argument("--force", action="store_true", help="also where none is due")
        parser.add_argument(
            "--back", action="store_true", help="use the index before this one again"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = [one for one in engines.every() if options["sink"] in (None, one.sink)]
        if not chosen:
            raise CommandError(f"No engine is configured for {options['sink']}.")
        for engine in chosen:
            if options["back"]:
                self._back(engine)
            elif options["force"] or is_due(engine):
                self._rebuild(engine)
            else:
                self.stdout.write(f"{engine.sink}: the index is as it should be.")

    def _rebuild(self, engine: Engine) -> None:
        try:
            built = rebuild(engine)
        except (RebuildRunning, RebuildFailed, EngineDown) as problem:
            raise CommandError(f"{engine.sink}: {problem}") from problem
        drain_all(engine)
        self.stdout.write(
            f"{engine.sink}: {built.documents} documents in {built.seconds:.1f} s"
            f" ({engine.name}, {built.generation})"
        )

    def _back(self, engine: Engine) -> None:
        try:
            name = go_back(engine)
        except LookupError as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"{engine.sink}: {name} is live again. Now: search_check --repair")
