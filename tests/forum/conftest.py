"""People and rooms that most tests of the forum need."""

import pytest

from tests.factories import forum as make


@pytest.fixture
def author(db):
    """A vouched member."""
    return make.person("Amina Voorbeeld")


@pytest.fixture
def reader(db):
    """Another vouched member."""
    return make.person("Ravi Contoh")


@pytest.fixture
def newcomer(db):
    return make.newcomer()


@pytest.fixture
def moderator(db):
    return make.a_moderator()


@pytest.fixture
def forum_admin(db):
    return make.an_admin()


@pytest.fixture
def forum(db):
    """A public room in which nobody is held."""
    return make.a_forum()


@pytest.fixture
def topic(forum, author):
    """A topic of `author`."""
    return make.a_topic(forum, author)
