"""Two admins at one time."""

from functools import partial

import pytest
from django.db import connection

from taxonomy.models import Theme
from taxonomy.services import CannotMerge, merge_terms
from tests.factories.members import UserFactory
from tests.factories.taxonomy import ThemeFactory, TipFactory
from tests.races import all_at_once


def outcome(call):
    try:
        return call()
    except CannotMerge:
        return "refused"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_terms_are_not_merged_into_each_other():
    one, two = ThemeFactory(), ThemeFactory()
    TipFactory(themes=[one, two])
    admin = UserFactory(is_superuser=True)
    merges = [
        partial(merge_terms, source=source, into=into, user=admin)
        for source, into in ((one, two), (two, one))
    ]
    results = all_at_once(partial(outcome, merge) for merge in merges)
    assert sorted(map(str, results)) == ["0", "refused"]
    assert Theme.objects.filter(active=True, merged_into=None).count() == 1
    assert connection.vendor == "postgresql"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_one_merge_asked_for_twice_is_done_once():
    source, into = ThemeFactory(), ThemeFactory()
    TipFactory(themes=[source])
    admin = UserFactory(is_superuser=True)
    merge = partial(merge_terms, source=source, into=into, user=admin)
    assert sorted(all_at_once([merge] * 4)) == [0, 0, 0, 1]
