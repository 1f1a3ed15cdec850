"""`manage.py mail_outbox`: what waits, what was given up; and try that once more."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db.models import Count
from django.utils import timezone

from notifications import outbox
from notifications.models import Delivery, DeliveryState


class Command(BaseCommand):
    help = "Say how many mails wait, since when, and which were given up and why."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--revive", action="store_true", help="try the mails that were given up once more"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        if options["revive"]:
            self.stdout.write(f"{outbox.revive(now)} mails are tried once more.")
        counted = Delivery.objects.values("state").annotate(number=Count("pk")).order_by("state")
        for row in counted:
            self.stdout.write(f"{DeliveryState(row['state']).value}: {row['number']}")
        oldest = outbox.oldest(now)
        if oldest is not None:
            waits = (now - oldest).total_seconds()
            self.stdout.write(f"The oldest that is due has waited for {waits:.0f} s.")
        dead = Delivery.objects.filter(state=DeliveryState.DEAD).order_by("-settled_at")
        for mail in dead[:20]:
            self.stdout.write(f"{mail.settled_at:%Y-%m-%d %H:%M} {mail.key}: {mail.error}")
