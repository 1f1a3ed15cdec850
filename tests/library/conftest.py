"""A library with one record, in English."""

import pytest
from wagtail.models import Locale
from wagtail.signal_handlers import disable_reference_index_auto_update

from tests.factories.library import make_file, make_library, make_record


@pytest.fixture(autouse=True)
def _no_reference_index():
    """Which page uses what is for the admin's "usage" pages; keeping it takes a third of a save."""
    with disable_reference_index_auto_update():
        yield


@pytest.fixture
def library(db):
    return make_library()


@pytest.fixture
def record(library):
    return make_record(library, "Enhancing diaspora engagement", date="2014-04-23")


@pytest.fixture
def french(db):
    return Locale.objects.get_or_create(language_code="fr")[0]


@pytest.fixture
def library_in_french(library, french):
    return library.copy_for_translation(french)


@pytest.fixture
def record_with_file(library):
    return make_record(library, "With a file", files=[make_file()])
