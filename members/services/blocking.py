"""Keeping somebody away, and letting them near again."""

from django.db import transaction

from members.models import Block, User
from members.permissions import check_block


@transaction.atomic
def block_member(*, member: User, other: User) -> Block:
    """Keep `other` away from `member`: each is spared what the other does, and neither is told.

    Twice is as once. Raises PermissionDenied. Rule: platform.md §15.
    """
    check_block(member, other)
    return Block.objects.get_or_create(blocker=member, blocked=other)[0]


def unblock_member(*, member: User, other: User) -> None:
    """Take back one's own block; the other's, if there is one, stays. Twice is as once."""
    Block.objects.filter(blocker=member, blocked=other).delete()
