"""`manage.py collect_messages`: bring the catalogues up to date with the code, or only check."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from common.catalogues import bring_up_to_date, collect_texts, problems_with, read_catalogue


class Command(BaseCommand):
    help = "Collect the interface's texts into locale/. Needs no gettext."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check",
            action="store_true",
            help="Write nothing; fail if a text is missing, untranslated, fuzzy or set wrongly.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(settings.LOCALE_PATHS[0])
        texts = collect_texts(folder.parent)
        problems = []
        for language in settings.CATALOGUE_LANGUAGES:
            path = folder / language / "LC_MESSAGES" / "django.po"
            if options["check"]:
                catalogue = read_catalogue(path, language)
            else:
                catalogue = bring_up_to_date(path, texts, language)
            problems += problems_with(catalogue, texts, language)
        for problem in problems:
            self.stderr.write(str(problem))
        if options["check"] and problems:
            raise CommandError(f"{len(problems)} texts of the catalogues need a translator.")
        self.stdout.write(f"{len(texts)} texts, {len(problems)} to look at.")
