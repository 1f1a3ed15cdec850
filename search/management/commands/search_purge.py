"""`manage.py search_purge`: what nobody needs any more (search.md §18)."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from search.purging import purge


class Command(BaseCommand):
    help = "Drop old indexes, traces of removals and old rows of the log."

    def handle(self, *args: Any, **options: Any) -> None:
        for what, number in purge(timezone.now()).items():
            self.stdout.write(f"{what}: {number}")
