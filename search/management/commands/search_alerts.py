"""`manage.py search_alerts`: tell members of new finds of the searches they saved."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from search.alerts import send_alerts
from search.models import Frequency


class Command(BaseCommand):
    help = "Look for new finds of saved searches now, and tell their owners."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--frequency", choices=[Frequency.DAILY.value, Frequency.WEEKLY.value], required=True
        )

    def handle(self, *args: Any, **options: Any) -> None:
        frequency = Frequency(options["frequency"])
        sent = send_alerts(frequency=frequency, now=timezone.now(), only_due=False)
        self.stdout.write(f"{sent} messages handed over.")
