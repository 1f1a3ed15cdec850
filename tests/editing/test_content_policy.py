"""No page of the admin needs an inline script, but for two that are named by hash (SEC2)."""

import base64
import hashlib
import json
import re
from html import unescape
from pathlib import Path

import pytest
import wagtail_localize
from django.apps import apps
from django.conf import settings
from django.urls import reverse
from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput, AdminTimeInput
from wagtail.admin.widgets.workflows import AdminTaskChooser
from wagtail.models import get_page_models

from common.models import BasePage
from tests.factories import home as make

pytestmark = pytest.mark.django_db

SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL | re.IGNORECASE)
HANDLER = re.compile(r"<[a-z][^>]*\son[a-z]+\s*=\s*[\"']", re.IGNORECASE)


def inline_scripts(html):
    """What a browser would have to run from the page itself."""
    return [
        body
        for attributes, body in SCRIPT.findall(html)
        if "src=" not in attributes and "json" not in attributes and "template" not in attributes
    ]


def digest(script):
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def refused(html):
    allowed = settings.CMS_DIRECTIVES["script-src"]
    return [one for one in inline_scripts(html) if digest(one) not in allowed]


def creatable():
    return [model for model in get_page_models() if issubclass(model, BasePage)]


@pytest.mark.parametrize("model", creatable(), ids=lambda model: model.__name__)
def test_the_form_of_every_page_type_starts_without_an_inline_script(model, site, admin, client):
    client.force_login(admin)
    existing = model.objects.first()
    if existing is not None:
        address = reverse("wagtailadmin_pages:edit", args=[existing.pk])
    else:
        parent = apps.get_model(model.parent_page_types[0]).objects.first()
        if parent is None:
            parent = _with_parent(model)
        args = [model._meta.app_label, model._meta.model_name, parent.pk]
        address = reverse("wagtailadmin_pages:add", args=args)
    answer = client.get(address)
    assert answer.status_code == 200
    html = answer.content.decode()
    assert refused(html) == []
    assert not HANDLER.search(html)


def _with_parent(model):
    """An interview series needs no interview, an interview a series, a lesson a whole course."""
    parent_model = apps.get_model(model.parent_page_types[0])
    above = apps.get_model(parent_model.parent_page_types[0]).objects.first()
    above = above or _with_parent(parent_model)
    return above.add_child(instance=parent_model(title="A series", locale=above.locale))


ADDRESSES = [
    "wagtailadmin_home",
    "wagtailadmin_account",
    "wagtailimages:index",
    "wagtailimages:add_multiple",
    "wagtaildocs:add_multiple",
    "wagtailadmin_reports:aging_pages",
    "wagtailsnippets_taxonomy_tip:add",
    "wagtailsnippets_taxonomy_theme:list",
    "wagtailredirects:add",
    "wagtailusers_users:add",
    "wagtailadmin_reports:site_history",
    "wagtailadmin_reports:workflow",
    "wagtailadmin_workflows:add",
    "wagtailadmin_workflows:select_task_type",
    "wagtailimages_chooser:choose",
    "wagtaildocs_chooser:choose",
]


@pytest.mark.parametrize("name", ADDRESSES)
def test_other_pages_of_the_admin_start_without_an_inline_script(name, site, admin, client):
    client.force_login(admin)
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    html = answer.content.decode()
    if answer["Content-Type"].startswith("application/json"):
        html = json.loads(html)["html"]
    assert refused(html) == []
    assert not HANDLER.search(html)


def test_wagtail_localize_has_the_two_scripts_whose_hashes_are_allowed(site, admin, client):
    """A new version with another script fails here, before an editor meets it."""
    client.force_login(admin)
    page = make.a_news(title="To be translated")
    answer = client.get(reverse("wagtail_localize:submit_page_translation", args=[page.pk]))
    assert answer.status_code == 200
    assert inline_scripts(answer.content.decode())
    assert refused(answer.content.decode()) == []

    folder = Path(wagtail_localize.__file__).parent / "templates/wagtail_localize/admin"
    script = SCRIPT.search((folder / "edit_translation.html").read_text())[2]
    for name in ("wagtailimages_chooser:choose", "wagtaildocs_chooser:choose"):
        script = script.replace(f'{{% url "{name}" %}}', reverse(name))
    script = script.replace(
        '{% url "wagtailadmin_choose_page" %}', reverse("wagtailadmin_choose_page")
    )
    assert digest(script) in settings.CMS_DIRECTIVES["script-src"]


def args_of(html):
    return json.loads(unescape(re.search(r'data-args="([^"]*)"', html)[1]))


@pytest.mark.parametrize(
    ("widget", "starts"),
    [
        (AdminDateInput(), "initDateChooser"),
        (AdminTimeInput(), "initTimeChooser"),
        (AdminDateTimeInput(), "initDateTimeChooser"),
    ],
)
def test_a_date_says_how_to_start_it_as_data(widget, starts):
    html = widget.render("on", None, attrs={"id": 'id_a-0-"<b>'})
    assert f'data-starts="{starts}"' in html
    assert args_of(html)[0] == 'id_a-0-"<b>'
    assert "format" in args_of(html)[1]


def test_a_chooser_says_how_to_start_it_as_data(site):
    from wagtail.images.widgets import AdminImageChooser

    html = AdminImageChooser().render("picture", None, attrs={"id": "id_picture"})
    assert 'data-starts="ImageChooser"' in html
    assert args_of(html) == ["id_picture", {"modalUrl": reverse("wagtailimages_chooser:choose")}]
    html = AdminTaskChooser().render("task", None, attrs={"id": "id_task"})
    assert 'data-starts="createTaskChooser"' in html
    assert args_of(html) == ["id_task"]
