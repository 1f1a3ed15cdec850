"""The site with its groups, made once a module, and one person in each."""

import pytest
from django.db import transaction
from django.utils import translation

from home.models import HomePage
from m4dnet.roles import ADMINS, EDITORS, MODERATORS, NEWS_EDITORS, setup_roles
from tests.factories import home as make
from tests.factories.members import UserFactory


@pytest.fixture(scope="module")
def _site(django_db_setup, django_db_blocker):
    """Sixty pages take seconds: each test works in a savepoint inside this transaction."""
    with django_db_blocker.unblock(), transaction.atomic():
        with translation.override("en"):
            home = make.make_site("en", "fr", "es")
            setup_roles()
        with django_db_blocker.block():
            yield home.pk
        transaction.set_rollback(True)


@pytest.fixture
def site(_site, db):
    """The home page above sections in three languages, with the groups and their rights."""
    return HomePage.objects.get(pk=_site)


def _in_group(name, **fields):
    from django.contrib.auth.models import Group

    user = UserFactory(**fields)
    user.groups.add(Group.objects.get(name=name))
    return user


@pytest.fixture
def editor(site):
    return _in_group(EDITORS, first_name="Ines", last_name="Ejemplo")


@pytest.fixture
def other_editor(site):
    return _in_group(EDITORS, first_name="Omar", last_name="Mithal")


@pytest.fixture
def news_editor(site):
    return _in_group(NEWS_EDITORS, first_name="Nadia", last_name="Exemple")


@pytest.fixture
def other_news_editor(site):
    return _in_group(NEWS_EDITORS, first_name="Noor", last_name="Primer")


@pytest.fixture
def moderator(site):
    return _in_group(MODERATORS, first_name="Mo", last_name="Voorbeeld")


@pytest.fixture
def administrator(site):
    """In the group; `admin` of the whole suite is a superuser."""
    return _in_group(ADMINS, first_name="Ada", last_name="Beispiel")
