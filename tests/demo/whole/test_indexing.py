"""Everything that the demo publishes is found (search.md §2)."""

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from wagtail.models import Page

from common.indexing import NOT_FOUND_BY_SEARCH, adapters, documents_of, kinds, page_key
from common.indexing import can_view as seen_by
from common.models import FileOnPage
from forum.access import forum_token
from forum.engine import Forum
from forum.models import Preset

pytestmark = [pytest.mark.django_db, pytest.mark.long]  # the whole demo is loaded


@pytest.fixture
def documents(seed):
    keys = {key for one in adapters() for row in one.queryset() for key in one.keys_of(row)}
    return documents_of(keys)


def test_every_live_page_is_found_unless_its_type_is_left_out(documents):
    live = Page.objects.live().filter(depth__gt=1, alias_of=None)
    found = {page_key(one.pk) for one in live if one.specific_class not in NOT_FOUND_BY_SEARCH}
    assert found
    assert found == {key for key in documents if key.startswith("page:")}


def test_every_kind_of_page_tip_word_and_milestone_is_there(documents):
    assert {one.type for one in documents.values()} == kinds().keys() - {"file"}


def test_documents_name_what_they_must(documents):
    languages = {code for code, _name in settings.LANGUAGES}
    for one in documents.values():
        assert one.title
        assert one.url.startswith((f"/{one.lang}/", "/forum/"))
        assert one.lang in languages
        assert "<p>" not in one.body


def test_all_of_it_is_for_everybody_but_the_room_of_members(documents):
    types = {one.key: one.type for one in documents.values()}
    private = Forum.objects.filter(info__preset=Preset.MEMBERS).values_list("pk", flat=True)
    rooms = {forum_token(pk) for pk in private}
    closed = {key for key, one in documents.items() if one.audience & rooms}
    assert closed
    assert seen_by(AnonymousUser(), types) == documents.keys() - closed


def test_the_files_of_the_library_are_noted(seed):
    assert FileOnPage.objects.exists()
