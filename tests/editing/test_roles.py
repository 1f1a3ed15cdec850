"""Least rights: each group may do its work and nothing beside it (SEC13, SEC15)."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import GroupCollectionPermission, GroupPagePermission, Page

from m4dnet.roles import EDITORS, MODERATORS, NEWS_EDITORS, ROLES, setup_roles
from news.models import NewsIndexPage
from tests.factories import home as make

pytestmark = pytest.mark.django_db

# role: (add below, edit, publish) for news, for another section, for news in French
MAY = {
    "member": [(False,) * 3] * 3,
    "moderator": [(False,) * 3] * 3,
    "news_editor": [(True, True, False), (False,) * 3, (True, True, False)],
    "editor": [(True,) * 3] * 3,
    "administrator": [(True,) * 3] * 3,
    "admin": [(True,) * 3] * 3,
}


@pytest.mark.parametrize(("role", "expected"), MAY.items())
def test_page_rights_begin_at_the_sections_of_the_role(role, expected, site, request):
    user = request.getfixturevalue(role)
    pages = [
        make.section(NewsIndexPage),
        site.get_children().get(slug="library"),
        make.section(NewsIndexPage, "fr"),
    ]
    may = [page.permissions_for_user(user) for page in pages]
    assert [(one.can_add_subpage(), one.can_edit(), one.can_publish()) for one in may] == expected


ADDRESSES = {
    # admin address: roles that it answers
    "wagtailadmin_home": {"moderator", "news_editor", "editor", "administrator", "admin"},
    "wagtailsnippets_taxonomy_tip:list": {"editor", "administrator", "admin"},
    "wagtailsnippets_taxonomy_theme:list": {"administrator", "admin"},
    "wagtailusers_users:index": {"administrator", "admin"},
    "wagtailusers_groups:index": {"admin"},
    "wagtailredirects:index": {"editor", "administrator", "admin"},
    "wagtailsites:index": {"administrator", "admin"},
    "wagtailimages:index": {"news_editor", "editor", "administrator", "admin"},
    "wagtailadmin_workflows:index": {"admin"},
}
ROLE_NAMES = ["member", "moderator", "news_editor", "editor", "administrator", "admin"]


@pytest.mark.parametrize("role", ROLE_NAMES)
def test_the_admin_answers_each_role_only_what_it_needs(role, site, client, request):
    client.force_login(request.getfixturevalue(role))
    for name, allowed in ADDRESSES.items():
        answer = client.get(reverse(name))
        assert (answer.status_code == 200) is (role in allowed), name


def test_an_admin_of_the_group_edits_terms_and_deletes_none(site, administrator):
    assert administrator.has_perm("taxonomy.change_theme")
    assert not administrator.has_perm("taxonomy.delete_theme")


def test_a_news_editor_uploads_into_the_news_files_only(site, news_editor):
    held = GroupCollectionPermission.objects.filter(group__user=news_editor)
    adds = held.filter(permission__codename__startswith="add_")
    assert {one.collection.name for one in adds} == {"News"}


def _state():
    return (
        sorted(Group.objects.values_list("name", "permissions__codename")),
        sorted(GroupPagePermission.objects.values_list("group__name", "page", "permission")),
        sorted(
            GroupCollectionPermission.objects.values_list("group__name", "collection", "permission")
        ),
    )


def test_setting_up_twice_changes_nothing(site):
    before = _state()
    setup_roles()
    assert _state() == before


def test_rights_that_somebody_added_by_hand_go_and_other_groups_stay(site):
    before = _state()
    moderators = Group.objects.get(name=MODERATORS)
    root = Page.get_first_root_node()
    publish = GroupPagePermission.objects.filter(group__name=EDITORS).first().permission
    GroupPagePermission.objects.create(group=moderators, page=root, permission=publish)
    setup_roles()
    assert _state() == before

    other = Group.objects.create(name="Translators")
    GroupPagePermission.objects.create(group=other, page=root, permission=publish)
    setup_roles()
    assert other.page_permissions.count() == 1


def test_a_new_language_gives_the_section_its_rights_on_the_next_run(db):
    make.make_site("en")
    setup_roles()
    assert GroupPagePermission.objects.filter(group__name=NEWS_EDITORS).count() == 3
    make.make_site("en", "fr")
    setup_roles()
    assert GroupPagePermission.objects.filter(group__name=NEWS_EDITORS).count() == 6


def test_the_command_names_what_it_made(site, capsys):
    call_command("setup_roles")
    assert {line.split(":")[0] for line in capsys.readouterr().out.splitlines()} == {
        role.name for role in ROLES
    }
