from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from learning.compacting import compact_events


class Command(BaseCommand):
    help = "Removes saves that were written over 24 months ago, and previews after 30 days."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Removed: {compact_events(now=timezone.now())}")
