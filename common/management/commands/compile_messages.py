"""`manage.py compile_messages`: the interface's languages, without gettext."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from common.catalogues import compile_catalogues


class Command(BaseCommand):
    help = "Compile locale/**/*.po where the .mo is missing or older. Needs no gettext."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        written = compile_catalogues(settings.LOCALE_PATHS)
        self.stdout.write(f"Compiled {len(written)} catalogues.")
