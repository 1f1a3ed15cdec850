"""Figures: counted together, kept for ten minutes, always with their day."""

import pytest
from django.core.cache import caches
from django.utils import timezone
from wagtail.models import Locale, Page

from common import counters

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _registry(monkeypatch):
    """Counters of this test alone."""
    monkeypatch.setattr(counters, "_registry", {})
    caches["pages"].clear()
    counters.register("pages", "pages")(lambda: Page.objects.all())
    counters.register("locales", "languages")(lambda: Locale.objects.values("language_code"))
    counters.register("none", "nothing")(lambda: Page.objects.none())
    counters.register("seven", "wonders")(lambda: 7)


def test_all_querysets_are_counted_in_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        figures = counters.figures(["seven", "pages", "none", "locales"])
    assert [one.value for one in figures] == [
        7,
        Page.objects.count(),
        0,
        Locale.objects.count(),
    ]


def test_a_figure_carries_the_day_it_was_counted():
    assert counters.figures(["seven"])[0].as_of == timezone.localdate()


def test_unknown_figures_are_left_out():
    assert [one.key for one in counters.figures(["ghosts", "seven"])] == ["seven"]
    assert counters.recent_figures(["ghosts"]) == []


def test_recent_figures_are_counted_once(django_assert_num_queries):
    first = counters.recent_figures(["pages", "seven"])
    with django_assert_num_queries(0):
        assert counters.recent_figures(["pages", "seven"]) == first


def test_a_key_is_taken_once():
    with pytest.raises(ValueError, match="twice"):
        counters.register("seven", "again")(lambda: 8)
