"""`manage.py erase_account ADDRESS --by ADMIN`: what the privacy page promises."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError, CommandParser

from members.models import User
from members.services import erase_account


class Command(BaseCommand):
    help = "Erase an account whose owner asked for it, 14 days after they did. Cannot be undone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address", help="the e-mail address of the account")
        parser.add_argument("--by", required=True, help="your own address; the log names you")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            erase_account(actor=_owner_of(options["by"]), member=_owner_of(options["address"]))
        except PermissionDenied as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write("Erased.")


def _owner_of(address: str) -> User:
    try:
        return User.objects.get(email__iexact=address)
    except User.DoesNotExist as unknown:
        raise CommandError(f"There is no account with the address {address}.") from unknown
