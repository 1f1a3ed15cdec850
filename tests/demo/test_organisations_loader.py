"""Organisations of the demo: whole, once, and as editors left them."""

import pytest

from demo.loaders import members
from demo.seed import Seed, records
from members.models import Organisation
from taxonomy.services import load_taxonomy

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def once(kept_in_module):
    load_taxonomy()
    seed = Seed(lambda text: None)
    members.load(seed)
    return seed


@pytest.fixture
def seed(once, db):
    return once


def test_every_organisation_of_the_record_is_there_with_what_is_known(seed):
    assert Organisation.objects.count() == len(records("organisations"))
    wider = Organisation.objects.get(external_id="org-unu-wider")
    assert wider.parent.external_id == "org-unu"
    assert wider.type.code == "academia"
    unknown = Organisation.objects.get(external_id="org-acp-observatory")
    assert (unknown.acronym, unknown.seat_country, unknown.website) == ("", None, "")
    for one in Organisation.objects.all():
        one.full_clean()


def test_a_second_load_asks_and_writes_nothing_of_what_is_there(
    seed, django_assert_max_num_queries
):
    with django_assert_max_num_queries(3):
        members.load(seed)


def test_what_an_editor_wrote_stays_and_gaps_are_filled(seed):
    ada = Organisation.objects.get(external_id="org-ada")
    ada.name, ada.acronym = "Austrian Development Agency (ADA)", ""
    ada.save()
    members.load(seed)
    ada.refresh_from_db()
    assert (ada.name, ada.acronym) == ("Austrian Development Agency (ADA)", "ADA")
