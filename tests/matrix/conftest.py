"""The world of the matrix, made once a module."""

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.utils import translation
from wagtail.models import Site

from search.backends import engines
from search.generations import rebuild
from tests.matrix.world import make_world


@pytest.fixture(scope="module")
def _world(django_db_setup, django_db_blocker):
    """It takes seconds: each test works in a savepoint inside this transaction."""
    with django_db_blocker.unblock(), transaction.atomic():
        with translation.override("en"):
            world = make_world()
            rebuild(engines.embedded())
        with django_db_blocker.block():
            yield world
        transaction.set_rollback(True)
    Site.clear_site_root_paths_cache()


@pytest.fixture
def world(_world, db):
    return _world


@pytest.fixture
def errors_undrawn(monkeypatch):
    """The pages for 403 and 404 are made ready and not drawn: each has tests of its own."""

    def status_alone(request, template, context=None, *, status=200, **kwargs):
        return HttpResponse(status=status)

    monkeypatch.setattr("m4dnet.errors.render", status_alone)
