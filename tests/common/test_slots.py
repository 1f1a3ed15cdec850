"""Places that apps above fill (decision 0154)."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, engines

from common import slots


@pytest.fixture
def place(monkeypatch):
    """A place that is empty; what it is filled with goes after the test."""
    monkeypatch.setattr(slots, "_registry", {"me": []})


def show():
    template = engines["django"].engine.from_string('{% slot "me" %}')
    return template.render(Context({"viewer": AnonymousUser()}))


def test_an_empty_place_is_nothing(place):
    assert show() == ""


def test_fillings_stand_in_order_and_what_has_nothing_leaves_no_trace(place):
    def words(text):
        return lambda viewer, request, subject: {"text": text}

    notice = "components/notice.html"
    slots.fill("me", template=notice, order=20)(words("<second>"))
    slots.fill("me", template=notice, order=10)(words("first"))
    slots.fill("me", template=notice, order=30)(lambda viewer, request, subject: None)
    html = show()
    assert html.count('class="notice"') == 2
    assert html.index("first") < html.index("&lt;second&gt;")


def test_a_place_that_no_page_has_cannot_be_filled(place):
    with pytest.raises(KeyError):
        slots.fill("nowhere", template="components/notice.html", order=1)
