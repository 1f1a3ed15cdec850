"""What every loader stands on: pages put in their place once, and left to editors from then on."""

import pytest

from demo.seed import Seed
from home.models import StandardPage
from tests.factories.home import make_site
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def put():
    """Puts one page with this title, as the next `make run` does with newer demo content."""
    root = make_site("en")
    seed = Seed(print)
    return lambda title: seed.put(StandardPage, root, slug="words", title=title)


def test_a_page_nobody_worked_on_is_brought_up_to_date(put):
    put("First")
    assert put("Second").title == "Second"


def test_what_an_editor_published_stays(put):
    """`make run` is safe to repeat and keeps data (C1)."""
    page, editor = put("First"), UserFactory(is_superuser=True)
    page.title = "By an editor"
    page.save_revision(user=editor, log_action=True).publish(user=editor)
    assert put("Second").title == "By an editor"


def test_what_an_editor_took_off_the_site_stays_off(put):
    put("First").unpublish(user=UserFactory(is_superuser=True))
    assert not put("First").live


def test_the_draft_of_an_editor_is_not_published_over(put):
    page = put("First")
    page.title = "Not yet"
    page.save_revision(user=UserFactory(is_superuser=True), log_action=True)
    assert put("Second").get_latest_revision_as_object().title == "Not yet"
