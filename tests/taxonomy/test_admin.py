"""The admin of terms: admins edit, codes stay, used terms are merged (platform.md §6)."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from taxonomy.models import CountryCard, GlossaryTerm, PageTheme, Theme
from taxonomy.permissions import KNOWLEDGE_MODELS, TERM_MODELS
from taxonomy.widgets import TermsCheckboxes
from tests.factories.members import UserFactory
from tests.factories.taxonomy import TagFactory, ThemeFactory, TipFactory, english

pytestmark = pytest.mark.django_db


def url(model, view, *args):
    return reverse(model.snippet_viewset.get_url_name(view), args=args)


@pytest.fixture
def glossary_editor(db):
    """May enter the admin and edit tips, cards and glossary; holds no right on terms."""
    group = Group.objects.create(name="Writers")
    names = [
        f"{do}_{model._meta.model_name}" for do in ("add", "change") for model in KNOWLEDGE_MODELS
    ]
    group.permissions.set(Permission.objects.filter(codename__in=[*names, "access_admin"]))
    user = UserFactory()
    user.groups.add(group)
    return user


@pytest.fixture
def as_admin(client, admin):
    client.force_login(admin)
    return client


@pytest.fixture
def as_editor(client, glossary_editor):
    client.force_login(glossary_editor)
    return client


@pytest.mark.parametrize("model", [*TERM_MODELS, *KNOWLEDGE_MODELS], ids=lambda m: m.__name__)
def test_every_list_has_an_index_and_a_form(model, as_admin):
    assert as_admin.get(url(model, "list")).status_code == 200
    assert as_admin.get(url(model, "add")).status_code == 200


def test_editors_write_tips_and_glossary_but_not_terms(as_editor):
    theme = ThemeFactory()
    for model in KNOWLEDGE_MODELS:
        assert as_editor.get(url(model, "add")).status_code == 200
    for view, args in [("list", ()), ("add", ()), ("edit", (theme.pk,)), ("merge", (theme.pk,))]:
        response = as_editor.get(url(Theme, view, *args))
        assert response.status_code in (302, 403), view
    as_editor.post(url(Theme, "edit", theme.pk), {"name": "Changed"})
    as_editor.post(url(Theme, "delete", theme.pk))
    theme.refresh_from_db()
    assert theme.name != "Changed"


def test_a_code_is_written_once(as_admin):
    theme = ThemeFactory(code="data", name="Data", icon="tag")
    data = {
        "code": "other",
        "name": "Figures",
        "order": 1,
        "colour": 1,
        "icon": "tag",
        "active": "on",
        "aliases": "Numbers\r\n\r\n Statistics ",
    }
    response = as_admin.post(url(Theme, "edit", theme.pk), data)
    assert response.status_code == 302, response.context["form"].errors
    theme.refresh_from_db()
    assert (theme.code, theme.name, theme.aliases) == ("data", "Figures", ["Numbers", "Statistics"])
    response = as_admin.post(url(Theme, "add"), data | {"code": "figures"})
    assert response.status_code == 302
    assert Theme.objects.filter(code="figures").exists()
    assert as_admin.post(url(Theme, "add"), data | {"code": "figures"}).status_code == 200


def test_deleting_a_used_term_is_refused_with_the_number_of_uses(as_admin, make_page):
    theme = ThemeFactory(name="Data")
    for title in "abc":
        make_page(title, themes=[theme])
    address = url(Theme, "delete", theme.pk)
    page = as_admin.get(address)
    assert "is used 3 times" in page.content.decode()
    assert url(Theme, "merge", theme.pk) in page.content.decode()
    refused = as_admin.post(address)
    assert refused.status_code == 409
    assert Theme.objects.filter(pk=theme.pk).exists()


def test_an_unused_term_can_be_deleted(as_admin):
    tag = TagFactory()
    address = url(type(tag), "delete", tag.pk)
    assert "Yes, delete" in as_admin.get(address).content.decode()
    assert as_admin.post(address).status_code == 302
    assert not type(tag).objects.filter(pk=tag.pk).exists()


def test_nobody_deletes_terms_in_bulk(as_admin):
    tag = TagFactory()
    address = reverse("wagtail_bulk_action", args=["taxonomy", "tag", "delete"])
    as_admin.post(f"{address}?id={tag.pk}", {"next": "/cms/"})
    assert type(tag).objects.filter(pk=tag.pk).exists()


def test_an_admin_merges_terms_and_sees_it_in_the_history(as_admin, make_page):
    source, into = ThemeFactory(code="old"), ThemeFactory()
    page = make_page("a", themes=[source])
    address = url(Theme, "merge", source.pk)
    assert "1 row speaks of" in as_admin.get(address).content.decode()
    response = as_admin.post(address, {"into": into.pk})
    assert response.url == url(Theme, "edit", into.pk)
    assert PageTheme.objects.get(page=page).term == into
    history = as_admin.get(url(Theme, "history", into.pk)).content.decode()
    assert "Took over 1 links of “old”" in history


@pytest.mark.parametrize("into", ["", "x", "999999", "itself"])
def test_a_merge_into_nothing_is_refused_at_the_field(into, as_admin):
    theme = ThemeFactory()
    value = theme.pk if into == "itself" else into
    response = as_admin.post(url(Theme, "merge", theme.pk), {"into": value})
    assert response.status_code == 200
    assert response.context["form"].errors.keys() == {"into"}


def test_the_edit_page_offers_to_merge_and_to_delete(as_admin):
    theme = ThemeFactory()
    html = as_admin.get(url(Theme, "edit", theme.pk)).content.decode()
    assert url(Theme, "merge", theme.pk) in html
    assert url(Theme, "delete", theme.pk) in html


def test_a_long_list_of_boxes_starts_with_what_is_chosen():
    choices = [(at, f"Theme {at}") for at in range(20)]
    widget = TermsCheckboxes(choices=choices)
    html = widget.render("themes", [17], attrs={"id": "id_themes"})
    assert html.index("Theme 17") < html.index("Theme 0")
    assert html.count("checked") == 1
    assert "data-terms-filter" in html
    short = TermsCheckboxes(choices=choices[:3]).render("themes", [2])
    assert short.index("Theme 0") < short.index("Theme 2")
    assert "data-terms-filter" not in short


def test_a_merge_of_an_unknown_term_is_404(as_admin):
    assert as_admin.get(url(Theme, "merge", "999999"), follow=True).status_code == 404


def test_an_editor_writes_a_card_with_findings_and_their_themes(as_editor, senegal, diaspora):
    tip = TipFactory()
    data = {
        "country": senegal.pk,
        "source": "Report",
        "year": "2021",
        "order": "0",
        "tips": [tip.pk],
        "findings-TOTAL_FORMS": "1",
        "findings-INITIAL_FORMS": "0",
        "findings-MIN_NUM_FORMS": "1",
        "findings-MAX_NUM_FORMS": "6",
        "findings-0-text": "Ties are old.",
        "findings-0-themes": [diaspora.pk],
        "findings-0-ORDER": "1",
    }
    response = as_editor.post(url(CountryCard, "add"), data)
    assert response.status_code == 302, response.context["form"].errors
    card = CountryCard.objects.get()
    assert [one.text for one in card.findings.all()] == ["Ties are old."]
    assert list(card.findings.get().themes.all()) == [diaspora]
    assert list(card.tips.all()) == [tip]
    too_many = data | {"findings-0-text": "x" * 301}
    assert as_editor.post(url(CountryCard, "add"), too_many).status_code == 200


def test_an_editor_explains_a_word_once(as_editor):
    data = {"term": "Diaspora", "definition": "People abroad.", "source": "Editors"}
    assert as_editor.post(url(GlossaryTerm, "add"), data).status_code == 302
    assert GlossaryTerm.objects.get().locale == english()
    assert as_editor.post(url(GlossaryTerm, "add"), data).status_code == 200
    assert GlossaryTerm.objects.count() == 1
