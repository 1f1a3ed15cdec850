"""Blocks: both ways, told to nobody (platform.md §15)."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from members.models import Block
from members.permissions import can_block
from members.selectors import blocked_by, blocked_pairs_with, blocks_of
from members.services import block_member, erase_account, unblock_member
from tests.factories.members import UserFactory


@pytest.fixture
def other(db):
    return UserFactory()


def test_a_block_is_seen_from_both_sides_and_by_nobody_else(member, other):
    block_member(member=member, other=other)
    assert blocked_pairs_with(member) == {other.pk}
    assert blocked_pairs_with(other) == {member.pk}
    assert blocked_pairs_with(UserFactory()) == set()


def test_only_whoever_set_a_block_knows_of_it(member, other):
    block_member(member=member, other=other)
    assert blocked_by(member) == {other.pk}
    assert blocked_by(other) == set()


def test_both_questions_about_blocks_are_one_query_for_a_reader(
    member, other, django_assert_num_queries
):
    block_member(member=member, other=other)
    member.remembers = {}
    with django_assert_num_queries(1):
        assert blocked_by(member) == blocked_pairs_with(member) == {other.pk}


def test_readers_without_an_account_have_no_pairs(db, anonymous, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert blocked_pairs_with(anonymous) == set()
        assert blocked_pairs_with(None) == set()
        assert blocked_by(anonymous) == blocked_by(None) == set()


def test_blocking_twice_is_blocking_once(member, other):
    block_member(member=member, other=other)
    block_member(member=member, other=other)
    assert Block.objects.count() == 1


def test_taking_back_ones_own_block_leaves_that_of_the_other(member, other):
    block_member(member=member, other=other)
    block_member(member=other, other=member)
    unblock_member(member=member, other=other)
    unblock_member(member=member, other=other)
    assert blocked_pairs_with(member) == {other.pk}
    assert blocks_of(member) == []


def test_nobody_blocks_themselves(member):
    with pytest.raises(PermissionDenied):
        block_member(member=member, other=member)
    with pytest.raises(IntegrityError), transaction.atomic():
        Block.objects.create(blocker=member, blocked=member)


MAY_BLOCK = {"anonymous": False, "member": True, "admin": True}


@pytest.mark.parametrize(("role", "may"), MAY_BLOCK.items())
def test_members_may_block_anybody_but_themselves(role, may, other, request):
    user = request.getfixturevalue(role)
    assert can_block(user, other) is may


def test_erasing_an_account_takes_its_blocks_along(member, other, admin):
    block_member(member=member, other=other)
    block_member(member=other, other=member)
    erase_account(actor=admin, member=member)
    assert not Block.objects.exists()
