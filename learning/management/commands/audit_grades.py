from typing import Any

from django.core.management.base import BaseCommand, CommandError

from learning.auditing import audit_grades


class Command(BaseCommand):
    help = "Grades all graded attempts again and names those whose marks differ. Changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        found = audit_grades()
        for words in found:
            self.stdout.write(words)
        if found:
            raise CommandError(f"{len(found)} marks differ.")
        self.stdout.write("All marks are what their answers are worth.")
