"""Who asks: tokens held and branches closed (search.md §5). One table for all readers."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from members.models import UserState
from search.access import anonymous_principal, principal_for
from tests.factories.members import UserFactory
from tests.factories.pages import english, plant
from tests.search.contract.box import document

pytestmark = pytest.mark.django_db


@pytest.fixture
def group():
    return Group.objects.create(name="Working group")


@pytest.fixture
def closed(group):
    """A page and a collection for members, and others for the group; one below each."""
    from wagtail.models import Page

    root, shelf = Page.objects.get(depth=1), Collection.get_first_root_node()
    places = {}
    for name, kind in (("members", "login"), ("group", "groups"), ("password", "password")):
        page = plant(root, Page(title=name, slug=name, locale=english()))
        collection = shelf.add_child(name=name)
        below = collection.add_child(name=f"below {name}")
        rules = [
            PageViewRestriction.objects.create(page=page, restriction_type=kind),
            CollectionViewRestriction.objects.create(collection=collection, restriction_type=kind),
        ]
        if kind == "groups":
            for rule in rules:
                rule.groups.add(group)
        places[name] = {f"p:{page.pk}", f"c:{collection.pk}", f"c:{below.pk}"}
    return places


@pytest.fixture
def readers(group):
    in_group = UserFactory()
    in_group.groups.add(group)
    return {
        "anonymous": AnonymousUser(),
        "member": UserFactory(),
        "group member": in_group,
        "suspended member": UserFactory(state=UserState.SUSPENDED),
        "admin": UserFactory(is_superuser=True),
    }


@pytest.mark.parametrize(
    ("who", "tokens", "shut"),
    [
        ("anonymous", {"public", "guests"}, {"members", "group", "password"}),
        ("member", {"public", "members"}, {"group", "password"}),
        ("group member", {"public", "members"}, {"password"}),
        ("suspended member", {"public", "guests"}, {"members", "group", "password"}),
        ("admin", {"public", "members", "staff", "course-editors"}, set()),
    ],
)
def test_what_each_reader_holds_and_what_is_closed_to_them(who, tokens, shut, readers, closed):
    principal = principal_for(readers[who], "en")
    assert {one for one in principal.allow if ":" not in one} == tokens
    assert principal.denied == set().union(*(closed[name] for name in shut))
    assert principal.is_anonymous == ("guests" in tokens)


def test_each_holds_their_own_token_and_those_of_their_groups(readers, group):
    member = readers["group member"]
    allow = principal_for(member, "en").allow
    assert {f"user:{member.pk}", f"group:{group.pk}"} <= allow
    assert not any(one.startswith("user:") for one in principal_for(AnonymousUser(), "en").allow)
    admin = principal_for(readers["admin"], "en")
    assert [one for one in admin.allow if one.startswith("user:")] == [
        f"user:{readers['admin'].pk}"
    ]


def test_a_document_is_for_who_holds_one_token_and_is_shut_out_of_no_ancestor():
    anybody = anonymous_principal()
    assert anybody.admits(document("page:1"))
    assert not anybody.admits(document("page:2", audience=frozenset({"members"})))
    shut = anybody.__class__(anybody.allow, frozenset({"p:9"}), "en", True, AnonymousUser())
    assert not shut.admits(document("page:3", ancestors=frozenset({"p:1", "p:9"})))


def test_a_principal_costs_nine_queries_at_most(readers, closed, django_assert_max_num_queries):
    for who in readers.values():
        with django_assert_max_num_queries(9):
            principal_for(who, "en")
