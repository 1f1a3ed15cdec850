"""What is printed once for all readers is never another reader's, nor out of date."""

import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from django.utils.translation import override

from common import printed as module
from common.printed import ZoneError, printed

ROW = "printed/row.html"
TEXT = "{{ row.name }}, {{ own_hour }}, {% translate 'Search' %}"
FORM = "<form>{{ csrf_token }}</form>"


@dataclass(frozen=True)
class Row:
    name: str
    at: datetime = datetime(2026, 3, 14, 15, 9, tzinfo=UTC)


@pytest.fixture
def template(settings):
    """template(text): ROW reads so from now on."""

    def template(text):
        engine = {**settings.TEMPLATES[0], "APP_DIRS": False}
        loader = ("django.template.loaders.locmem.Loader", {ROW: text})
        settings.TEMPLATES = [{**engine, "OPTIONS": {**engine["OPTIONS"], "loaders": [loader]}}]

    return template


@pytest.fixture(autouse=True)
def nothing_kept():
    module._printed.cache_clear()


def no_token():
    raise AssertionError("a part without a form needs no token")


def shown(row, hour="15:09"):
    return printed(ROW, {"row": row}, {"own_hour": hour}, csrf_token=no_token)


def test_what_changed_is_printed_anew(template):
    template(TEXT)
    assert shown(Row("Before")).startswith("Before")
    assert shown(Row("After")).startswith("After")


def test_the_same_is_printed_once(template):
    template(TEXT)
    for hour in ("15:09", "18:09"):
        assert shown(Row("Once"), hour) == f"Once, {hour}, Search"
    assert module._printed.cache_info().misses == 1


def test_words_are_in_the_language_of_who_reads(template):
    template(TEXT)
    with override("en"):
        assert "Search" in shown(Row("One"))
    with override("fr"):
        assert "Rechercher" in shown(Row("One"))


@pytest.mark.parametrize(
    "moment", ["{{ row.at|time:'H:i' }}", "{{ row.at|long_date }}", "{{ row.at|long_moment }}"]
)
def test_a_moment_in_the_zone_of_one_reader_is_not_kept_for_others(template, moment):
    template(moment)
    with pytest.raises(ZoneError):
        shown(Row("One"))


def test_what_is_a_readers_own_is_escaped(template):
    template(TEXT)
    assert "&lt;b&gt;" in shown(Row("One"), "<b>")


def test_a_form_holds_the_token_of_who_reads(template):
    template(FORM)
    for token in ("of-one", "of-another"):
        found = printed(ROW, {"row": 1}, {}, csrf_token=lambda token=token: token)
        assert found == f"<form>{token}</form>"


def test_words_of_members_are_escaped(template):
    template(TEXT)
    assert shown(Row("<b>")).startswith("&lt;b&gt;")


def test_nobody_guesses_what_stands_for_a_token():
    """Whoever could write it into a text would have readers' tokens put there."""
    other = subprocess.run(
        [sys.executable, "-c", "from common.printed import SECRET; print(SECRET)"],
        check=True,
        capture_output=True,
        text=True,
    )
    assert len(other.stdout.strip()) == len(module.SECRET) >= 32
    assert other.stdout.strip() != module.SECRET


def test_what_cannot_be_compared_is_refused(template):
    template(TEXT)
    with pytest.raises(TypeError):
        printed(ROW, {"row": ["a list"]}, {}, csrf_token=no_token)
