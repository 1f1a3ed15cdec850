"""What pages keep for the next reader shows nobody what they may not see (SEC6, SEC13, PERF3)."""

from itertools import permutations

import pytest
from django.core.cache import caches
from django.test import Client
from wagtail.models import PageViewRestriction

from home.models.front import HomePartner
from home.selectors.front import front_context
from tests.factories import home as make
from tests.factories.members import OrganisationFactory

RECORD, NEWS = "Operational guide", "Figures are out"


@pytest.fixture
def kept(settings):
    settings.PARTS_KEPT_SECONDS = 60


@pytest.fixture
def members_only(kept, everything):
    """The record and the news item are for members; a second record is close to the first."""
    for thing in ("record", "news"):
        PageViewRestriction.objects.create(
            page=everything[thing], restriction_type=PageViewRestriction.LOGIN
        )
    record = everything["record"]
    about = {name: list(record.terms(name)) for name in ("themes", "countries")}
    open_record = make.a_record(title="Open guide", **about)
    return [
        ("/en/", RECORD),
        ("/en/", NEWS),
        ("/en/library/", RECORD),
        ("/en/whats-new/", NEWS),
        (open_record.get_url(), RECORD),
        (everything["entry"].get_url(), NEWS),
    ]


def client_of(reader=None):
    client = Client()
    if reader:
        client.force_login(reader)
    return client


@pytest.mark.parametrize("order", [*permutations(["visitor", "member", "admin"])])
def test_whoever_comes_first_the_others_see_what_is_theirs(order, members_only, member, admin):
    readers = {
        "visitor": client_of(),
        "member": client_of(member),
        "admin": client_of(admin),
    }
    for address, title in members_only:
        for name in order:
            body = readers[name].get(address).content.decode()
            assert (title in body) is (name != "visitor"), (address, title, name)


def test_a_kept_list_is_not_found_again(kept, everything, client, django_assert_max_num_queries):
    client.get("/en/")
    with django_assert_max_num_queries(5):
        client.get("/en/")


def test_what_is_published_is_on_the_next_page(
    kept, everything, client, django_capture_on_commit_callbacks
):
    client.get("/en/")
    with django_capture_on_commit_callbacks(execute=True):
        make.a_news(title="Hot from the press").save_revision().publish()
    caches["local"].clear()  # another process learns of it within seconds
    assert "Hot from the press" in client.get("/en/").content.decode()


def test_a_draft_is_previewed_with_the_partners_of_the_draft(kept, home, rf):
    request = rf.get("/en/")
    assert front_context(home, request)["partners"] == []
    draft = rf.get("/en/")
    draft.is_preview = True
    HomePartner.objects.create(page=home, organisation=OrganisationFactory())
    assert front_context(home, draft)["partners"] != []


def test_a_page_that_was_just_deleted_is_not_found(kept, everything, client):
    """Another process may still know for seconds which pages an address names."""
    address = everything["entry"].get_url()
    assert client.get(address).status_code == 200
    everything["entry"].delete()  # nothing is committed, so nothing is forgotten yet
    assert client.get(address).status_code == 404


def test_a_page_that_was_just_withdrawn_is_not_found(kept, everything, client):
    address = everything["entry"].get_url()
    client.get(address)
    everything["entry"].unpublish()
    assert client.get(address).status_code == 404


def test_a_page_that_was_just_changed_shows_it(kept, everything, client):
    address = everything["entry"].get_url()
    client.get(address)
    everything["entry"].title = "What I learnt since"
    everything["entry"].save_revision().publish()
    assert "What I learnt since" in client.get(address).content.decode()
