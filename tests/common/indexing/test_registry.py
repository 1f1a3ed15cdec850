"""What is found, and that no type of page is forgotten (search.md §4)."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.dispatch import Signal
from django.utils import translation
from wagtail.models import Page, get_page_models

from common.indexing import (
    NOT_FOUND_BY_SEARCH,
    Adapter,
    Kind,
    SearchDoc,
    adapters,
    documents_of,
    kinds,
    registry,
)
from members.models import MemberProfile
from tests.factories.members import ProfileFactory
from tests.factories.news import a_news_item

FOUND = {adapter.model for adapter in adapters()}


@pytest.mark.parametrize("model", [one for one in get_page_models() if one is not Page])
def test_each_page_type_is_found_or_says_why_not(model):
    """Forgotten? docs/how-to/make-something-findable.md."""
    assert (model in FOUND) != (model in NOT_FOUND_BY_SEARCH)


def test_each_type_that_is_left_out_says_why():
    assert all(why.strip() for why in NOT_FOUND_BY_SEARCH.values())


def test_every_kind_has_a_name_for_one_and_for_many():
    assert all(str(kind.one) and str(kind.many) for kind in kinds().values())


def test_a_key_that_nobody_knows_has_no_document(db):
    assert documents_of(["page:0", "page:x", "page:" + "9" * 40, "nothing:1", ""]) == {}


def test_whose_a_page_is_costs_one_query(db, django_assert_max_num_queries):
    page = a_news_item()
    models = next(one for one in adapters() if one.prefix == "page").models_of
    models(["page:1"])  # content types are remembered
    with django_assert_max_num_queries(1):
        assert models([f"page:{page.pk}", "page:0"]) == {f"page:{page.pk}": type(page)}


def test_a_document_is_the_same_in_whatever_language_it_is_made(db):
    key = f"page:{a_news_item().pk}"
    made = []
    for language in ("en", "fr", "ar"):
        with translation.override(language):
            made.append(documents_of([key])[key])
    assert made[0] == made[1] == made[2]


# --- Variants: what a profile will need (issue 5) -------------------------------------------------
class ProfileAdapter(Adapter):
    """A profile in two variants, as docs/features/search.md asks of the members' adapter."""

    prefix = "test-member"
    model = MemberProfile
    kinds = (Kind("test-member", "Member", "Members"),)
    AUDIENCES = {"guest": "guests", "members": "members"}

    def queryset(self):
        return MemberProfile.objects.order_by("pk")

    def keys_of(self, row):
        return [f"{self.prefix}:{row.pk}:{variant}" for variant in self.AUDIENCES]

    def load(self, keys):
        wanted = {key: int(key.split(":")[1]) for key in keys}
        rows = MemberProfile.objects.in_bulk(wanted.values())
        return {key: rows[pk] for key, pk in wanted.items() if pk in rows}

    def to_doc(self, row, key):
        variant = key.rpartition(":")[2]
        is_open = variant == "members" or row.display_name_visibility == "public"
        if not is_open:
            return None
        return SearchDoc(
            key=key,
            type="test-member",
            lang="en",
            title=row.display_name,
            url="/en/members/1/",
            audience=frozenset({self.AUDIENCES[variant]}),
        )

    def can_view(self, user, keys):
        own = "members" if user.is_authenticated else "guest"
        return {key for key in keys if key.endswith(f":{own}")}


@pytest.fixture
def profiles_can_be_found(monkeypatch):
    """The adapter above beside those of the site, for one test."""
    monkeypatch.setattr(registry, "_adapters", list(registry._adapters))
    monkeypatch.setattr(registry, "_by_type", dict(registry._by_type))
    monkeypatch.setattr(registry, "_kinds", dict(registry._kinds))
    return registry.register(ProfileAdapter)()


def test_a_row_is_found_in_variants_each_for_its_readers(db, profiles_can_be_found, member):
    hidden = ProfileFactory(display_name="Hidden From Guests")
    shown = ProfileFactory(display_name="Open To All", display_name_visibility="public")
    rows = profiles_can_be_found.queryset()
    keys = [key for row in rows for key in profiles_can_be_found.keys_of(row)]
    documents = documents_of(keys)
    named = {key.rpartition(":")[2]: set() for key in documents}
    for key, document in documents.items():
        named[key.rpartition(":")[2]].add((document.title, *document.audience))
    assert named == {
        "guest": {(shown.display_name, "guests")},
        "members": {(shown.display_name, "members"), (hidden.display_name, "members")},
    }
    types = dict.fromkeys(documents, "test-member")
    for user, variant in ((AnonymousUser(), "guest"), (member, "members")):
        seen = registry.can_view(user, types)
        assert seen
        assert {key.rpartition(":")[2] for key in seen} == {variant}


def test_two_adapters_of_one_model_are_refused(profiles_can_be_found):
    with pytest.raises(ValueError, match="MemberProfile"):
        registry.register(ProfileAdapter)


def test_a_trigger_named_twice_is_heard_once(monkeypatch):
    signal = Signal()

    def keys(instance, **kwargs):
        return []

    trigger = registry.Trigger(signal, None, keys)
    monkeypatch.setattr(registry, "_triggers", [trigger, registry.Trigger(signal, None, keys)])
    assert registry.triggers().count(trigger) == 1
