"""`make run` is repeated: data stays, and nobody waits for what is there (contract C1)."""

import pytest
from django.core.management import call_command

from demo import loaded
from demo.management.commands import prepare_demo
from tests.factories.home import make_site


@pytest.fixture
def steps(monkeypatch, settings, tmp_path):
    """The commands that are run, in a folder of their own."""
    run = []
    monkeypatch.setattr(prepare_demo, "call_command", lambda name, **_options: run.append(name))
    settings.VAR = tmp_path
    return run


def prepare(size="small"):
    call_command("prepare_demo", size=size, verbosity=0)


def test_the_content_is_loaded_once(steps, db):
    prepare()
    assert "seed_demo" in steps
    make_site()
    steps.clear()
    prepare()
    assert "seed_demo" not in steps
    assert "migrate" in steps


def test_another_size_is_loaded(steps, db):
    make_site()
    prepare()
    steps.clear()
    prepare("full")
    assert "seed_demo" in steps


def test_an_empty_database_is_filled_whatever_the_folder_says(steps, db):
    prepare()
    steps.clear()
    prepare()
    assert "seed_demo" in steps


def test_new_content_in_the_code_is_loaded(steps, db, monkeypatch, tmp_path):
    make_site()
    prepare()
    steps.clear()
    (tmp_path / "demo").mkdir()
    monkeypatch.setattr(loaded, "ROOT", tmp_path)
    prepare()
    assert "seed_demo" in steps


def test_a_load_that_fails_is_done_again(steps, db, monkeypatch):
    make_site()

    def fails(name, **_options):
        if name == "seed_demo":
            raise RuntimeError("half way")

    monkeypatch.setattr(prepare_demo, "call_command", fails)
    with pytest.raises(RuntimeError):
        prepare()
    assert not loaded.is_loaded("small")
