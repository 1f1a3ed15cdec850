"""The engine under test, with an empty generation."""

import pytest

from tests.conftest import SEARCH_ENGINE
from tests.search.contract.engines import GENERATION, NAMES, OTHER, box_for, version_of


@pytest.fixture(params=NAMES)
def box(request, db, record_property):
    """Each engine in turn."""
    box = box_for(request.param)
    record_property(SEARCH_ENGINE, version_of(box))
    for name in (GENERATION, OTHER):
        box.engine.drop(name)
    box.engine.create(GENERATION)
    yield box
    for name in (GENERATION, OTHER):
        box.engine.drop(name)


@pytest.fixture
def other(box):
    """A second generation of the same engine."""
    box.engine.create(OTHER)
    return OTHER
