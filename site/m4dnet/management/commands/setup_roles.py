"""`manage.py setup_roles`: the groups of editors and their review, as `m4dnet.roles` says."""

from typing import Any

from django.core.management.base import BaseCommand

from m4dnet.roles import setup_roles


class Command(BaseCommand):
    help = "Give the groups of the admin exactly their rights, and pages their review. Repeatable."

    def handle(self, *args: Any, **options: Any) -> None:
        for name, group in setup_roles().items():
            pages = group.page_permissions.values("page").distinct().count()
            self.stdout.write(f"{name}: {group.permissions.count()} rights, {pages} sections")
