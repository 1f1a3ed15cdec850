"""Figures, timelines, people."""

import re

import pytest
from django.core.exceptions import ValidationError

from common import counters
from tests.common.blocks.acts import BODY, body, child, value_of

FIGURE = {"value": "122", "label": "people", "as_of": "2021-09", "source": "Report"}


@pytest.mark.parametrize("missing", ["label", "as_of", "source"])
def test_a_figure_prints_its_date_and_source_or_is_refused(missing):
    """platform.md §5: a fixed figure without date or source is refused."""
    child("statistics").clean(value_of("statistics", figures=[FIGURE]))
    with pytest.raises(ValidationError):
        child("statistics").clean(value_of("statistics", figures=[FIGURE | {missing: ""}]))


def test_a_figure_is_counted_or_given_not_both(db):
    key = counters.choices()[0][0]
    for figure in ({"counter": "", "value": ""}, FIGURE | {"counter": key}):
        with pytest.raises(ValidationError):
            child("statistics").clean(value_of("statistics", figures=[figure]))


def test_a_strip_holds_six_figures():
    with pytest.raises(ValidationError):
        child("statistics").clean(value_of("statistics", figures=[FIGURE] * 7))


@pytest.mark.django_db
def test_figures_show_their_date_in_words():
    html = child("statistics").render(value_of("statistics", figures=[FIGURE]))
    assert "September 2021 · Report" in html


@pytest.mark.django_db
def test_a_counter_nobody_offers_is_left_out_and_the_editor_is_told():
    value = value_of("statistics", figures=[{"counter": "dragons"}, FIGURE])
    html = child("statistics").render(value)
    assert html.count("<dt>") == 1
    assert [remark for remark in child("statistics").remarks(value) if "dragons" in remark]
    assert BODY.remarks(body(("statistics", {"figures": [{"counter": "dragons"}]})))


@pytest.mark.django_db
def test_a_counted_figure_prints_the_day_it_was_counted():
    key = counters.choices()[0][0]
    html = child("statistics").render(value_of("statistics", figures=[{"counter": key}]))
    assert re.search(r"<dd>\d+ \w+ \d{4}</dd>", html)


@pytest.mark.parametrize("date", ["2021-02-31", "21", "2021-13", "next year", "2021-00"])
def test_a_moment_with_a_broken_date_is_refused(date):
    with pytest.raises(ValidationError):
        child("timeline").clean(value_of("timeline", items=[{"date": date, "title": "A day"}]))


def test_a_timeline_is_in_order_of_time_whatever_was_typed_first():
    moments = [
        {"date": "2021-09", "title": "Later"},
        {"date": "2008", "title": "Sooner"},
        {"date": "half", "title": "A draft"},
    ]
    html = child("timeline").render(value_of("timeline", items=moments))
    assert html.index("Sooner") < html.index("Later")
    assert "A draft" not in html
    assert '<time datetime="2021-09">September 2021</time>' in html


def test_a_portrait_is_published_with_consent_only(picture):
    people = {"people": [{"name": "Maya Beispiel", "portrait": picture.pk}]}
    with pytest.raises(ValidationError):
        child("people").clean(value_of("people", **people))
    picture.consent_note = "Agreed by letter, 3 May 2026."
    picture.save()
    child("people").clean(value_of("people", **people))
