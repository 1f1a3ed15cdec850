"""django-machina, tamed: what of it is loaded, and what is not (forum.md, "The decision", §3.1)."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.template import TemplateDoesNotExist, engines
from django.template.backends.django import get_installed_libraries
from django.template.loader import get_template
from django.urls import get_resolver

from forum import engine

ROOT = Path(__file__).resolve().parents[2]
# What of machina would show, serve, track or decide something by itself.
NEVER_LOADED = {
    *("views", "urls", "forms", "admin", "feeds", "handler", "middleware", "viewmixins"),
    *("templatetags", "context_processors", "markdown", "shortcuts", "widgets", "search_indexes"),
}
LOADED = """
import json, sys
import django
django.setup()
from django.template import engines
from django.urls import get_resolver
from django.core.handlers.wsgi import WSGIHandler
WSGIHandler()
get_resolver().url_patterns
engines["django"].engine.template_builtins
print(json.dumps([name for name in sys.modules if name.split(".")[0] in ("machina", "haystack")]))
"""


@pytest.fixture(scope="module")
def loaded_modules():
    """What stands in memory of a process that is about to answer its first request."""
    out = subprocess.run(
        [sys.executable, "-c", LOADED], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    return json.loads(out.splitlines()[-1])


def test_no_view_handler_tag_feed_or_middleware_of_machina_is_loaded(loaded_modules):
    assert "machina.apps.forum.abstract_models" in loaded_modules
    assert not [name for name in loaded_modules if NEVER_LOADED & set(name.split("."))]
    assert not [name for name in loaded_modules if name.startswith("haystack")]


def test_no_address_leads_to_machina():
    def callbacks(patterns):
        for one in patterns:
            if hasattr(one, "url_patterns"):
                yield from callbacks(one.url_patterns)
            else:
                yield one.callback

    modules = {one.__module__ for one in callbacks(get_resolver().url_patterns)}
    assert not [name for name in modules if name.startswith(("machina", "haystack"))]


@pytest.mark.parametrize("name", ["board_base.html", "forum/index.html", "partials/avatar.html"])
def test_no_template_of_machina_can_be_found(name):
    try:
        found = get_template(name)
    except TemplateDoesNotExist:
        return
    assert "machina" not in found.origin.name


def test_no_template_tag_of_machina_can_be_loaded():
    libraries = get_installed_libraries()
    assert not [path for path in libraries.values() if path.startswith("machina")]
    assert "forum_permission_tags" not in engines["django"].engine.template_libraries


def test_of_machina_only_the_apps_with_models_are_installed():
    installed = {name for name in settings.INSTALLED_APPS if "machina" in name}
    assert installed == {
        "machina.apps.forum_conversation.forum_attachments",
        "machina.apps.forum_conversation.forum_polls",
        "machina.apps.forum_tracking",
    }
    for name in ("haystack", "widget_tweaks", "mptt", "django.contrib.admin"):
        assert not apps.is_installed(name)


def test_no_middleware_or_context_processor_of_machina_is_configured():
    processors = settings.TEMPLATES[0]["OPTIONS"]["context_processors"]
    assert not [name for name in (*settings.MIDDLEWARE, *processors) if "machina" in name]


def test_the_overridden_models_are_ours():
    for model in (engine.Forum, engine.Topic, engine.Post):
        assert model.__module__.startswith("forum.overrides.")
    assert engine.PermissionChecker.__module__.startswith("forum.overrides.")


@pytest.mark.parametrize(
    "label", ["forum", "forum_conversation", "forum_member", "forum_permission"]
)
def test_the_overridden_apps_are_configured_by_us(label):
    """Of two configurations in one module Django takes neither unless one says it is the one."""
    assert type(apps.get_app_config(label)).__module__ == f"forum.overrides.{label}.apps"


def test_no_receiver_of_views_or_profiles_is_loaded(loaded_modules):
    """Upstream's count in profiles fails where it has drifted (S17)."""
    assert "machina.apps.forum_member.receivers" not in loaded_modules
    assert "machina.apps.forum_conversation.receivers" not in loaded_modules
    assert "machina.apps.forum.receivers" not in loaded_modules


@pytest.mark.django_db
def test_the_permissions_upstream_knows_are_there_after_migrating():
    assert engine.ForumPermission.objects.filter(codename="can_see_forum").exists()


def test_only_engine_overrides_and_migrations_import_machina():
    allowed = ("engine.py", "overrides", "migrations")
    for path in (ROOT / "forum").rglob("*.py"):
        if path.relative_to(ROOT / "forum").parts[0] in allowed:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module:
                names.append(node.module)
            assert not [one for one in names if one.split(".")[0] in ("machina", "mptt")], path


@pytest.mark.django_db
def test_models_and_migrations_agree():
    """Also those in machina's folder: no option of its fields is changed by us."""
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
def test_tables_that_ours_replace_stay_empty():
    for app, name in engine.UNUSED:
        assert not apps.get_model(app, name).objects.exists()
    assert not engine.Topic.subscribers.through.objects.exists()


def test_the_settings_are_those_the_specification_asks_for():
    assert settings.MACHINA_DEFAULT_AUTHENTICATED_USER_FORUM_PERMISSIONS == []
    assert settings.MACHINA_MARKUP_WIDGET is None
    assert not hasattr(settings, "MACHINA_POST_CONTENT_MAX_LENGTH")
    assert "machina_attachments" not in settings.CACHES
