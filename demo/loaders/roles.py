"""The groups of the admin, which accounts are then put into."""

from django.core.management import call_command

from demo.seed import Seed


def load(seed: Seed) -> None:
    """As on any site: with the rights written in `m4dnet.roles`."""
    call_command("setup_roles", verbosity=0)
