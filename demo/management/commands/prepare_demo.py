"""`manage.py prepare_demo`: all between a fresh clone and a site to look at (contract C1)."""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from demo.loaded import is_loaded, note_loaded

# In this order: catalogues are read when the first text is translated, and demo pages are.
STEPS = ["compile_messages", "migrate", "createcachetable", "seed_demo", "search_rebuild"]
STEPS += ["collectstatic"]
QUIET = {
    "migrate": {"verbosity": 0},
    "collectstatic": {"verbosity": 0, "interactive": False},
}
DEMO_DOMAIN = "@demo.example"


class Command(BaseCommand):
    help = "Compile texts, migrate, load the demo content, collect static files. Repeatable."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--size", choices=["small", "full"], default="small")

    def handle(self, *args: Any, **options: Any) -> None:
        for step in STEPS:
            if step == "seed_demo" and is_loaded(options["size"]):
                self.stdout.write("· seed_demo: loaded before, and left as you have it")
                continue
            self.stdout.write(f"· {step}")
            self.stdout.flush()
            extra = {"size": options["size"]} if step == "seed_demo" else QUIET.get(step, {})
            call_command(step, stdout=self.stdout, **extra)
            if step == "seed_demo":
                note_loaded(options["size"])
        self.stdout.write(self._welcome())

    def _welcome(self) -> str:
        lines = ["", f"{settings.SITE_NAME} is at {settings.SITE_URL}/en/"]
        lines += [f"Editors sign in at {settings.SITE_URL}/cms/"]
        accounts = get_user_model().objects.filter(email__endswith=DEMO_DOMAIN, is_active=True)
        # The demo's other members write and learn; nobody signs in as them.
        accounts = accounts.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)
        emails = accounts.order_by("email").values_list("email", flat=True)
        if getattr(settings, "DEMO", False) and emails:
            lines += [f"Accounts, all with the password {settings.DEMO_PASSWORD}:"]
            lines += [f"  {email}" for email in emails]
            lines += [f"Mail the site sends lies in {settings.MAIL_FILE_DIR}"]
        return "\n".join([*lines, "Stop with Ctrl+C.", ""])
