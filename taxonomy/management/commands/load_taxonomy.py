"""`manage.py load_taxonomy`: put the term lists and countries of the data files in place."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from taxonomy.services import DATA, load_taxonomy


class Command(BaseCommand):
    help = "Load themes, countries and all other lists; what editors wrote stays."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=DATA, help="where the JSON files are")
        parser.add_argument(
            "--overwrite", action="store_true", help="bring the wording of the files back"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load_taxonomy(folder=options["folder"], overwrite=options["overwrite"])
        for word, lists in (("added", loaded.added), ("changed", loaded.changed)):
            for name, codes in lists.items():
                self.stdout.write(f"{name}: {len(codes)} {word}")
        if not (loaded.added or loaded.changed):
            self.stdout.write("Everything is in place already.")
