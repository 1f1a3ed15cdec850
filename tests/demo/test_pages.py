"""The loader of the sections' texts: three languages, and harmless the second time."""

import pytest
from wagtail.models import Revision

from demo.loaders import pages
from demo.seed import Seed
from home.models import AboutPage, DoorPage, HomePage, Milestone, StandardPage
from tests.factories.home import make_site
from tests.factories.members import UserFactory
from tests.factories.taxonomy import CountryFactory, TipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def once(kept_in_module):
    make_site("en", "fr", "es")
    TipFactory().countries.set([CountryFactory(code="SN", name="Senegal")])
    pages.load(Seed(print))


@pytest.fixture
def loaded(once, db):
    return once


def test_front_page_doors_about_and_standard_pages_speak_three_languages(loaded):
    for model in (HomePage, DoorPage, AboutPage, StandardPage):
        for page in model.objects.all():
            said = page.sentence if model is HomePage else page.body
            assert said, f"{page} in {page.locale}"


def test_no_door_leads_to_a_page_that_does_not_exist(loaded, client):
    """Issue 3: no door or menu entry leads to a page that does not exist yet."""
    for language in ("en", "fr", "es"):
        for slug in ("connect", "learn", "contribute"):
            answer = client.get(f"/{language}/{slug}/")
            ways = answer.context["ways"]
            assert len(ways) >= 3
            for way in ways:
                assert client.get(way.url).status_code == 200, way.url


def test_milestones_are_dated_sourced_and_ours_are_marked(loaded):
    english = Milestone.objects.filter(locale__language_code="en")
    assert english.count() == 26
    assert english.filter(our_role=True).count() == 4
    for milestone in Milestone.objects.all():
        milestone.full_clean()


def test_loading_twice_changes_nothing(loaded):
    before = Revision.objects.count(), Milestone.objects.count()
    pages.load(Seed(print))
    assert (Revision.objects.count(), Milestone.objects.count()) == before


def test_texts_that_an_editor_has_changed_stay(loaded):
    """`make run` is safe to repeat and keeps data (C1)."""
    page = AboutPage.objects.get(locale__language_code="en")
    page.body, editor = [], UserFactory(is_superuser=True)
    page.save_revision(user=editor, log_action=True).publish(user=editor)
    pages.load(Seed(print))
    assert not AboutPage.objects.get(pk=page.pk).body
