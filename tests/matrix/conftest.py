"""The world of the matrix, made once a module."""

import pytest
from django.db import transaction
from django.utils import translation
from wagtail.models import Site

from tests.matrix.world import make_world


@pytest.fixture(scope="module")
def _world(django_db_setup, django_db_blocker):
    """It takes seconds: each test works in a savepoint inside this transaction."""
    with django_db_blocker.unblock(), transaction.atomic():
        with translation.override("en"):
            world = make_world()
        with django_db_blocker.block():
            yield world
        transaction.set_rollback(True)
    Site.clear_site_root_paths_cache()


@pytest.fixture
def world(_world, db):
    return _world
