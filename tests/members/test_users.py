import pytest
from django.db import IntegrityError, transaction

from members.models import User, UserState
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db


def test_one_address_has_one_account_whatever_its_capitals():
    UserFactory(email="amina@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.bulk_create([User(email="Amina@Example.org")])


def test_a_suspended_user_may_not_act():
    user = UserFactory()
    user.state = UserState.SUSPENDED
    user.save(update_fields={"state"})
    assert User.objects.get(pk=user.pk).is_active is False


def test_no_update_can_leave_state_and_activity_apart():
    user = UserFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=user.pk).update(state=UserState.SUSPENDED)
