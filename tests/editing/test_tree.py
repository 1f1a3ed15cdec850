"""The tree stays in shape, whoever edits (C5)."""

import pytest
from django.urls import reverse
from wagtail.models import Page, get_page_models

from common.models import BasePage, SectionPage
from home.models import DoorPage, Milestone, StandardPage
from news.models import NewsIndexPage
from tests.factories import home as make

pytestmark = pytest.mark.django_db


def ours():
    return [model for model in get_page_models() if issubclass(model, BasePage)]


@pytest.mark.parametrize("model", ours(), ids=lambda model: model.__name__)
def test_every_type_names_its_parents_and_its_children(model):
    assert model.clean_parent_page_models()
    assert set(model.clean_subpage_models()) <= set(ours())
    assert Page not in model.clean_parent_page_models() or model.__name__ == "HomePage"


@pytest.mark.parametrize("role", ["news_editor", "editor", "administrator"])
@pytest.mark.parametrize("model", [NewsIndexPage, DoorPage, StandardPage])
def test_no_editor_takes_a_published_section_away(model, role, site, request):
    user = request.getfixturevalue(role)
    rights = model.objects.first().permissions_for_user(user)
    assert not rights.can_delete()
    assert not rights.can_move()
    assert not rights.can_unpublish()


def test_the_rule_also_holds_for_a_page_found_as_plain_page(site, editor):
    plain = Page.objects.get(pk=make.section(NewsIndexPage).pk)
    assert not plain.permissions_for_user(editor).can_delete()


def test_a_section_that_nobody_has_seen_may_go(site, editor):
    draft = site.add_child(instance=StandardPage(title="By mistake", slug="mistake", live=False))
    assert draft.permissions_for_user(editor).can_delete()


def test_a_superuser_may_take_a_section_away(site, admin):
    rights = make.section(NewsIndexPage).permissions_for_user(admin)
    assert rights.can_delete()
    assert rights.can_unpublish()


@pytest.mark.parametrize("act", ["delete", "unpublish"])
def test_a_forged_request_takes_no_section_away(act, site, editor, client):
    client.force_login(editor)
    page = make.section(NewsIndexPage)
    client.post(reverse(f"wagtailadmin_pages:{act}", args=[page.pk]))
    assert NewsIndexPage.objects.get(pk=page.pk).live


@pytest.mark.parametrize("act", ["delete", "unpublish", "move"])
def test_many_at_once_take_no_section_away(act, site, editor, client):
    client.force_login(editor)
    page = make.section(NewsIndexPage)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", act])
    client.post(f"{address}?id={page.pk}", {"chooser": site.pk, "include_descendants": "on"})
    after = NewsIndexPage.objects.get(pk=page.pk)
    assert after.live
    assert after.path == page.path


def test_every_section_keeps_its_slug(site, editor, client):
    client.force_login(editor)
    sections = [model.objects.first() for model in ours() if issubclass(model, SectionPage)]
    for page in filter(None, sections):
        page.slug = "elsewhere"
        errors = _refusals(page)
        assert "slug" in errors, page


def _refusals(page):
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError) as refused:
        page.full_clean()
    return refused.value.message_dict


def test_an_editor_writes_a_milestone_in_the_admin(site, editor, client):
    client.force_login(editor)
    fields = {"date": "2016-10", "title": "A charter", "source": "The declaration"}
    rows = {"related-TOTAL_FORMS": 0, "related-INITIAL_FORMS": 0}
    address = reverse(Milestone.snippet_viewset.get_url_name("add"))
    answer = client.post(address, {"end": "", "text": ""} | fields | rows)
    assert answer.status_code == 302, answer.context["form"].errors
    assert Milestone.objects.get().date == "2016-10"


def test_a_milestone_without_a_source_is_refused_beside_the_field_and_kept(site, editor, client):
    client.force_login(editor)
    fields = {"date": "2016-02-31", "title": "A charter that nobody wrote", "source": " "}
    rows = {"related-TOTAL_FORMS": 0, "related-INITIAL_FORMS": 0}
    address = reverse(Milestone.snippet_viewset.get_url_name("add"))
    answer = client.post(address, {"end": "", "text": ""} | fields | rows)
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == {"date", "source"}
    assert "A charter that nobody wrote" in answer.content.decode()


def test_a_member_meets_no_milestones(site, member, client):
    client.force_login(member)
    assert client.get(reverse(Milestone.snippet_viewset.get_url_name("list"))).status_code == 403


MADE = [make.a_news, make.an_interview, make.an_entry, make.an_event]


@pytest.mark.parametrize("maker", MADE, ids=lambda maker: maker.__name__)
def test_a_page_that_exists_opens_in_the_editor_also_after_its_first_autosave(
    maker, site, editor, client
):
    """Managers bring rows along by a join; Wagtail asks for a few fields of all translations."""
    client.force_login(editor)
    page = maker(title="Written before")
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert client.get(address).status_code == 200
    assert client.get(address, {"_w_hydrate_create_view": 1}).status_code == 200
