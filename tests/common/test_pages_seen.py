"""Who sees which page: the queryset, the single page and Wagtail's view say the same (SEC13)."""

import pytest
from django.contrib.auth.models import Group
from django.test import RequestFactory
from wagtail.models import Locale, Page, PageViewRestriction

from common.permissions import can_view_page
from common.querysets import BasePageQuerySet
from common.reader import viewer_of
from tests.factories.members import UserFactory

PAGES = BasePageQuerySet(Page)
NOBODY, EVERYBODY = set(), {"anonymous", "member", "insider", "admin"}
# What lies on the page above → who sees the item below it, live.
SEES_THE_ITEM = {
    "none": EVERYBODY,
    PageViewRestriction.LOGIN: {"member", "insider", "admin"},
    PageViewRestriction.GROUPS: {"insider", "admin"},
    PageViewRestriction.PASSWORD: {"admin"},
}


@pytest.fixture
def insider(db):
    """A member of the group that group restrictions name."""
    user = UserFactory()
    user.groups.add(Group.objects.get_or_create(name="Inside")[0])
    return user


@pytest.fixture
def suspended(db):
    return UserFactory(state="suspended")


def restrict(page, kind):
    rule = PageViewRestriction.objects.create(page=page, restriction_type=kind, password="x")
    rule.groups.set(Group.objects.filter(name="Inside"))
    return rule


@pytest.mark.parametrize("role", ["anonymous", "member", "insider", "suspended", "admin"])
@pytest.mark.parametrize(("kind", "seen_by"), SEES_THE_ITEM.items())
def test_a_page_is_seen_by_whom_the_restrictions_above_it_let_in(
    kind, seen_by, role, chain, insider, request
):
    user = request.getfixturevalue(role)
    if kind != "none":
        restrict(chain[1], kind)
    sees = role in seen_by or kind == "none"
    assert can_view_page(user, chain[-1]) is sees
    assert PAGES.visible_to(user).filter(pk=chain[-1].pk).exists() is sees


@pytest.mark.parametrize("role", ["anonymous", "member", "admin"])
def test_a_draft_is_in_no_list(role, chain, request):
    user = request.getfixturevalue(role)
    Page.objects.filter(pk=chain[-1].pk).update(live=False)
    chain[-1].refresh_from_db()
    assert not can_view_page(user, chain[-1])
    assert not PAGES.visible_to(user).filter(pk=chain[-1].pk).exists()


def test_an_alias_is_as_closed_as_its_source(chain, anonymous, member):
    """Aliases stand in for pages not yet translated, so they would leak what is restricted."""
    french = Locale.objects.get_or_create(language_code="fr")[0]
    alias = chain[-1].copy_for_translation(french, copy_parents=True, alias=True)
    restrict(chain[1], PageViewRestriction.LOGIN)
    for user, sees in ((anonymous, False), (member, True)):
        assert can_view_page(user, alias) is sees
        assert PAGES.visible_to(user).filter(pk=alias.pk).exists() is sees


def test_the_reader_of_a_request_asks_for_the_restrictions_once(chain, django_assert_num_queries):
    request = RequestFactory().get("/")
    with django_assert_num_queries(3):
        list(PAGES.visible_to(viewer_of(request)))
        list(PAGES.visible_to(viewer_of(request)))


def test_restrictions_cost_a_visitor_one_query_however_many_there_are(
    chain, django_assert_num_queries
):
    french = Locale.objects.get_or_create(language_code="fr")[0]
    chain[-1].copy_for_translation(french, copy_parents=True, alias=True)
    for page in chain[1:]:
        restrict(page, PageViewRestriction.LOGIN)
    with django_assert_num_queries(2):
        assert not PAGES.visible_to(viewer_of(RequestFactory().get("/"))).filter(slug="item")


def test_a_new_restriction_holds_from_the_next_request_on(chain):
    assert PAGES.visible_to(viewer_of(RequestFactory().get("/"))).contains(chain[-1])
    restrict(chain[1], PageViewRestriction.LOGIN)
    assert not PAGES.visible_to(viewer_of(RequestFactory().get("/"))).contains(chain[-1])


def test_a_list_has_each_thing_once_in_the_readers_language_or_as_the_original(chain):
    french = Locale.objects.get_or_create(language_code="fr")[0]
    spanish = Locale.objects.get_or_create(language_code="es")[0]
    item, parent = chain[-1], chain[-2]
    other = parent.add_child(instance=Page(title="Other", slug="other"))
    translated = item.copy_for_translation(french, copy_parents=True)
    translated.save_revision().publish()
    things = PAGES.filter(translation_key__in=[item.translation_key, other.translation_key]).live()
    assert set(things.in_language(french)) == {translated, other}
    assert set(things.in_language(spanish)) == {item, other}
    assert set(things.in_language(item.locale)) == {item, other}
    draft = other.copy_for_translation(spanish, copy_parents=True)
    assert draft not in things.in_language(spanish)
