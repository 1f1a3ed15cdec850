"""`manage.py seed_demo`: load the demo content, again and again without harm (contract C2)."""

from importlib import import_module
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from demo.seed import Seed

# In the order in which records point at each other (demo/data/README.md).
LOADERS = ["taxonomy", "members", "home", "library", "events", "news", "pages", "accounts"]


class Command(BaseCommand):
    help = "Load the demo content: taxonomy, organisations, library, events, news, pages, accounts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--size", choices=["small", "full"], default="small")
        parser.add_argument("--only", choices=LOADERS, help="one loader, while working on it")

    def handle(self, *args: Any, **options: Any) -> None:
        seed = Seed(self.stdout.write, options["size"])
        for name in [options["only"]] if options["only"] else LOADERS:
            loader = import_module(f"demo.loaders.{name}")
            with transaction.atomic():
                loader.load(seed)
            self.stdout.write(f"{name}: done")
