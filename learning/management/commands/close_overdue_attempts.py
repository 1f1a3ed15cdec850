from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from learning.taking.closing import close_overdue_attempts


class Command(BaseCommand):
    help = "Closes attempts whose time is up, oldest first. Safe to run twice."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{close_overdue_attempts(now=timezone.now())} closed")
