"""The house stands: rules of house.md that no linter knows."""

import ast
import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

ROOT = Path(__file__).resolve().parents[1]
FLOORS = [
    ["m4dnet", "demo"],
    ["home", "results"],
    ["search"],
    ["news", "events", "projects", "learning", "indicators"],
    ["library", "forum", "messaging", "mapping"],
    ["contribute"],
    ["activity"],
    ["notifications"],
    ["members"],
    ["taxonomy"],
    ["common"],
]
FLOOR_OF = {app: len(FLOORS) - at for at, floor in enumerate(FLOORS) for app in floor}
PRIVATE = {"views", "forms", "urls", "receivers", "wagtail_hooks", "reports"}
OURS = [
    config for config in apps.get_app_configs() if Path(config.path).parent in (ROOT, ROOT / "site")
]


def own_files():
    return [
        path
        for config in OURS
        for path in Path(config.path).rglob("*.py")
        if "migrations" not in path.parts
    ]


def imports_of(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_every_app_of_ours_stands_on_a_floor():
    assert {config.name for config in OURS} <= FLOOR_OF.keys()


@pytest.mark.parametrize("path", own_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_nobody_imports_the_private_face_of_another_app(path):
    parts = path.relative_to(ROOT).parts
    own = parts[1] if parts[0] == "site" else parts[0]
    for name in imports_of(path):
        app, _, rest = name.partition(".")
        if app in FLOOR_OF and app != own:
            assert not PRIVATE & set(rest.split(".")), f"{path} imports {name}"


def test_a_foreign_key_never_points_to_a_higher_floor():
    user = apps.get_model(settings.AUTH_USER_MODEL)
    for config in OURS:
        for model in config.get_models(include_auto_created=True):
            for field in model._meta.get_fields():
                if not isinstance(field, models.ForeignKey | models.ManyToManyField):
                    continue
                target = apps.get_app_config(field.related_model._meta.app_label).name
                if target in FLOOR_OF and field.related_model is not user:
                    assert FLOOR_OF[target] <= FLOOR_OF[config.name], f"{model}.{field.name}"


@pytest.mark.parametrize("path", own_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_models_import_no_views_forms_services_or_hooks(path):
    parts = path.relative_to(ROOT).parts
    if "models" in parts or path.name == "models.py":
        tops = {
            node.module
            for node in ast.parse(path.read_text()).body
            if isinstance(node, ast.ImportFrom) and node.module
        }
        for name in tops:
            if name.split(".")[0] in FLOOR_OF:
                assert not {"views", "forms", "services", "wagtail_hooks"} & set(name.split("."))


def test_our_rows_are_numbered_in_64_bits_and_the_libraries_keep_theirs():
    assert settings.DEFAULT_AUTO_FIELD == "django.db.models.AutoField"
    for config in OURS:
        assert config.default_auto_field == "django.db.models.BigAutoField"


def test_every_app_says_what_it_owns():
    for config in OURS:
        text = importlib.import_module(config.name).__doc__
        assert text, config.name
        assert "Floor:" in text, config.name


def test_every_model_has_a_docstring():
    for config in OURS:
        for model in config.get_models():
            assert model.__doc__, model
            assert not model.__doc__.startswith(f"{model.__name__}("), model


def test_every_text_is_marked_by_a_name_that_is_collected():
    """Under another name gettext translates all the same, but no translator ever sees the text."""
    strange = [
        f"{path.relative_to(ROOT)}: {alias.asname}"
        for path in own_files()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if "gettext" in alias.name and alias.asname not in (None, "_")
    ]
    assert strange == []


def test_a_form_in_an_included_template_is_given_its_token():
    """With `only` it sees nothing around it: the form would be refused, by browsers alone."""
    folder = ROOT / "templates"
    texts = {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*.html")}
    included = {
        name: re.findall(r'{% include "([^"]+)"([^%]*)%}', text) for name, text in texts.items()
    }
    have_forms = {name for name, text in texts.items() if "{% csrf_token %}" in text}
    while around := {
        name
        for name, those in included.items()
        if name not in have_forms and have_forms & {one for one, _with in those}
    }:
        have_forms |= around
    assert [
        (name, one)
        for name, those in included.items()
        for one, words in those
        if one in have_forms and "only" in words.split() and "csrf_token=csrf_token" not in words
    ] == []


def test_site_is_a_folder_on_the_path_and_no_package():
    """house.md: an `__init__.py` there breaks the interpreter."""
    assert not (ROOT / "site" / "__init__.py").exists()
    out = subprocess.run(
        [sys.executable, "-c", "import site, sys; print(site.__file__)"],
        cwd=ROOT,
        env={"PYTHONPATH": "."},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert not out.startswith(str(ROOT))


def test_site_is_put_on_the_path_in_every_place_that_starts_python():
    for name in ("manage.py", "pyproject.toml", "Makefile"):
        text = (ROOT / name).read_text()
        assert "site" in text, name


def test_git_keeps_the_package_of_the_site():
    ignored = (ROOT / ".gitignore").read_text().splitlines()
    assert "/site" not in ignored
    assert "site/" not in ignored
