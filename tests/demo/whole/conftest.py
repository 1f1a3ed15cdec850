"""The whole demo, loaded once for all tests of this folder and gone after them."""

import pytest
from django.core.management import call_command
from django.db import transaction
from wagtail.models import Site

from demo.seed import Seed


@pytest.fixture(scope="package")
def loaded(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("seed_demo", verbosity=0)
        yield Seed(lambda text: None)
        transaction.set_rollback(True)
        Site.clear_site_root_paths_cache()


@pytest.fixture
def seed(loaded, db):
    return loaded
