"""`manage.py lay_out_site`: the section pages of a new site, or of a new language."""

from typing import Any

from django.core.management.base import BaseCommand

from home.services import lay_out_site


class Command(BaseCommand):
    help = "Make the section pages that are missing, in every language. Changes none that exists."

    def handle(self, *args: Any, **options: Any) -> None:
        home = lay_out_site()
        self.stdout.write(f"The site begins at {home.full_url}")
