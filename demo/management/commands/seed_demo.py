"""`manage.py seed_demo`: load the demo content, again and again without harm (contract C2)."""

from importlib import import_module
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from wagtail.models import Revision
from wagtail.signal_handlers import disable_reference_index_auto_update

from demo.indexing import indexed_at_the_end
from demo.seed import Seed
from search.outbox import left_to_the_loop

# In the order in which records point at each other (demo/data/README.md).
LOADERS = ["taxonomy", "members", "people", "home", "library", "events", "news", "pages"]
LOADERS += ["courses", "see_also", "roles", "accounts", "learners", "forum", "discussions"]
LOADERS += ["full"]


class Command(BaseCommand):
    help = "Load the demo content: taxonomy, organisations, library, events, news, pages, accounts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--size", choices=["small", "full"], default="small")
        parser.add_argument("--only", choices=LOADERS, help="one loader, while working on it")

    def handle(self, *args: Any, **options: Any) -> None:
        seed = Seed(self.stdout.write, options["size"])
        before = Revision.objects.count()
        # Wagtail would note what each page refers to at each of its several saves: a third of the
        # whole loading time. Once at the end is enough, and not at all if nothing was written.
        # Nor does anybody search meanwhile.
        with disable_reference_index_auto_update(), indexed_at_the_end(), left_to_the_loop():
            for name in [options["only"]] if options["only"] else LOADERS:
                loader = import_module(f"demo.loaders.{name}")
                with transaction.atomic():
                    loader.load(seed)
                self.stdout.write(f"{name}: done")
        if Revision.objects.count() != before:
            call_command("rebuild_references_index", verbosity=0)
