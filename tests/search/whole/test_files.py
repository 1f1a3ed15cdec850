"""The words of a file are found by who may open it, and by nobody else (search.md §2, §22.3)."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.test import Client
from wagtail.models import Collection, CollectionViewRestriction

from common.indexing.files import note_files
from common.models import DocumentText
from library.models import LibraryPage
from search.access import principal_for
from search.backends import engines
from search.drain import drain_all
from search.generations import rebuild
from search.request import from_params
from search.selectors import query
from tests.factories.home import make_site, section
from tests.factories.library import make_document, make_file, make_record

pytestmark = pytest.mark.django_db

WORD = "nightingale"


@pytest.fixture
def collection():
    return Collection.objects.get(depth=1).add_child(name="Files")


def a_guide_with(collection, audience="public"):
    """A record whose file alone has the word, in the index."""
    make_site()
    document = make_document(collection=collection)
    DocumentText.objects.create(
        document=document, sha256=document.sha256, text=f"A {WORD} sings.", status="read"
    )
    file = make_file(document=document, audience=audience)
    record = make_record(section(LibraryPage), "A lighthouse", files=[file])
    note_files(record)
    rebuild(engines.embedded())
    return record


def found_by(user, typed=WORD):
    asked = from_params(QueryDict(f"q={typed}"), "en")
    answer = query(asked, principal_for(user, "en"))
    assert len(answer.hits) == answer.total
    return [hit.title for hit in answer.hits]


def test_the_words_of_a_file_find_its_page(collection):
    a_guide_with(collection)
    assert found_by(AnonymousUser()) == ["A lighthouse"]


def test_a_file_for_members_is_found_by_members_alone(collection, member):
    a_guide_with(collection, audience="members")
    assert found_by(AnonymousUser()) == []
    assert found_by(AnonymousUser(), "lighthouse") == ["A lighthouse"]
    assert found_by(member) == ["PDF in: A lighthouse"]


def test_closing_a_collection_hides_its_words_with_the_next_search(collection, member):
    """Before anything is indexed anew the whole page is hidden; afterwards its words alone."""
    a_guide_with(collection)
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    assert found_by(AnonymousUser()) == found_by(AnonymousUser(), "lighthouse") == []
    assert found_by(member) == ["A lighthouse"]
    drain_all(engines.embedded())
    assert found_by(AnonymousUser()) == []
    assert found_by(AnonymousUser(), "lighthouse") == ["A lighthouse"]
    assert found_by(member) == ["PDF in: A lighthouse"]


def test_opening_it_again_gives_its_words_back_to_the_page(collection, member):
    a_guide_with(collection)
    rule = CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    drain_all(engines.embedded())
    rule.delete()
    drain_all(engines.embedded())
    assert found_by(AnonymousUser()) == found_by(member) == ["A lighthouse"]


def test_a_file_that_goes_takes_its_words_along(collection, member):
    record = a_guide_with(collection, audience="members")
    record.files = []
    record.save_revision().publish()
    drain_all(engines.embedded())
    assert found_by(member) == []
    assert found_by(member, "lighthouse") == ["A lighthouse"]


def test_the_words_of_a_file_propose_no_spelling_to_who_may_not_open_it(collection):
    a_guide_with(collection, audience="members")
    asked = from_params(QueryDict("q=nightingail"), "en")
    answer = query(asked, principal_for(AnonymousUser(), "en"))
    assert WORD not in repr(answer)


def test_a_list_kept_for_who_finds_by_a_closed_file_is_shown_to_nobody_else(
    collection, member, settings
):
    """The outbox stands still, so the index has the file's words with the page (SEC6)."""
    settings.PARTS_KEPT_SECONDS = 60
    a_guide_with(collection)
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    address = section(LibraryPage).get_url()
    signed_in, anybody = Client(), Client()
    signed_in.force_login(member)
    assert "A lighthouse" in signed_in.get(address, {"q": WORD}).content.decode()
    assert "A lighthouse" not in anybody.get(address, {"q": WORD}).content.decode()
