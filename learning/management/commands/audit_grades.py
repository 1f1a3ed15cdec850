from typing import Any

from django.core.management.base import BaseCommand, CommandError

from learning.auditing import audit_grades, audit_learners


class Command(BaseCommand):
    help = (
        "Grades all graded attempts again and names those whose marks differ, courses that were "
        "completed and are not any more, and attempts that are missing. Changes nothing."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        found = audit_grades() + audit_learners()
        for words in found:
            self.stdout.write(words)
        if found:
            raise CommandError(f"{len(found)} rows differ.")
        self.stdout.write("All marks are what their answers are worth, and nothing is missing.")
