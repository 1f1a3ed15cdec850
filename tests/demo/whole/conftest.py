"""The whole demo, loaded once for all tests of this folder and gone after them."""

import pytest
from django.core.management import call_command
from django.test import Client, override_settings

from demo.seed import Seed
from search.backends import engines
from search.generations import rebuild
from tests.database import rows_until_the_end


@pytest.fixture(scope="package")
def loaded(django_db_setup, django_db_blocker):
    with rows_until_the_end(django_db_blocker):
        # What only a demo site has, accounts and what they wrote, is loaded as well.
        with override_settings(DEMO=True, DEMO_PASSWORD="seven-rivers-one-bridge"):
            call_command("seed_demo", verbosity=0)
        rebuild(engines.embedded())  # not the command: it also drains, never in a transaction
        yield Seed(lambda text: None)


@pytest.fixture
def seed(loaded, db):
    return loaded


@pytest.fixture(scope="package")
def _answers(loaded):
    return {}


@pytest.fixture
def visit(_answers, seed, settings):
    """visit("/en/"): what the site answers to a visitor; asked once for all tests."""
    settings.PARTS_KEPT_SECONDS = 60  # hundreds of pages that show the same lists, as they run

    def visit(address):
        if address not in _answers:
            _answers[address] = Client().get(address, headers={"host": "127.0.0.1:8000"})
        return _answers[address]

    return visit
