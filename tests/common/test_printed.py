"""What is printed once for all readers is never another reader's, nor out of date."""

import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from django.utils.translation import override

from common import printed as module
from common.printed import TOKEN, printed

ROW = "printed/row.html"
TEXT = "{{ row.name }}, {{ row.at|time:'H:i' }}, {% translate 'Search' %}"
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


def shown(row):
    return printed(ROW, {"row": row}, csrf_token=no_token)


def test_what_changed_is_printed_anew(template):
    template(TEXT)
    assert shown(Row("Before")).startswith("Before")
    assert shown(Row("After")).startswith("After")


def test_the_same_is_printed_once(template):
    template(TEXT)
    assert shown(Row("Once")) is shown(Row("Once"))


def test_words_are_in_the_language_of_who_reads(template):
    template(TEXT)
    with override("en"):
        assert "Search" in shown(Row("One"))
    with override("fr"):
        assert "Rechercher" in shown(Row("One"))


def test_moments_are_in_the_zone_of_who_reads(template):
    template(TEXT)
    for zone, hour in (("UTC", "15:09"), ("Africa/Nairobi", "18:09"), ("UTC", "15:09")):
        with timezone.override(ZoneInfo(zone)):
            assert hour in shown(Row("One"))


def test_a_form_holds_the_token_of_who_reads(template):
    template(FORM)
    for token in ("of-one", "of-another"):
        found = printed(ROW, {"row": 1}, csrf_token=lambda token=token: token)
        assert found == f"<form>{token}</form>"


def test_words_of_members_are_escaped(template):
    template(TEXT)
    assert shown(Row("<b>")).startswith("&lt;b&gt;")


def test_nobody_guesses_what_stands_for_the_token():
    """Whoever could write it into a text would have readers' tokens put there."""
    other = subprocess.run(
        [sys.executable, "-c", "from common.printed import TOKEN; print(TOKEN)"],
        check=True,
        capture_output=True,
        text=True,
    )
    assert len(other.stdout.strip()) == len(TOKEN) >= 32
    assert other.stdout.strip() != TOKEN


def test_what_cannot_be_compared_is_refused(template):
    template(TEXT)
    with pytest.raises(TypeError):
        printed(ROW, {"row": ["a list"]}, csrf_token=no_token)
