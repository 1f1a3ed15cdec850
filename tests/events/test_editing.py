"""Editors: an event's dates, times and sessions are refused with a sentence at their field."""

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from events.models import EventPage
from tests.factories.events import EventTypeFactory

PARTS = ("sessions", "speakers", "organisations", "links", "comments")


@pytest.fixture
def editor(admin, client):
    client.force_login(admin)
    return client


@pytest.fixture
def send(editor, event_list):
    """send(publish=True, **fields): the answer to what the editor sends."""
    kind = EventTypeFactory()

    def post(*, publish=True, **fields):
        form = {
            "title": "A new event",
            "slug": "a-new-event",
            "type": kind.pk,
            "status": "planned",
            "start": "2026-11-27",
            "mode": "online",
            "body": streamfield([]),
        }
        form |= {name: inline_formset([]) for name in PARTS}
        url = reverse("wagtailadmin_pages:add", args=("events", "eventpage", event_list.pk))
        action = {"action-publish": "1"} if publish else {}
        return editor.post(url, nested_form_data(form | fields) | action)

    return post


def a_session(**fields):
    session = {
        "title": "",
        "who": "",
        "day": "2026-11-27",
        "start_time": "17:00",
        "end_time": "18:00",
        "zone": "Africa/Nairobi",
        "end_day": "",
    }
    return {"sessions": inline_formset([session | fields])}


def errors_of(response):
    assert response.status_code == 200
    return response.context["form"].errors


def session_errors_of(response):
    assert response.status_code == 200
    return response.context["form"].formsets["sessions"].errors[0]


def test_a_day_and_a_type_are_enough(send):
    assert send().status_code == 302
    event = EventPage.objects.live().get()
    assert event.begins.isoformat() == "2026-11-27T00:00:00+00:00"


@pytest.mark.parametrize(
    ("fields", "at"),
    [
        ({"type": ""}, "type"),
        ({"start": ""}, "start"),
        ({"start": "27/11/2026"}, "start"),
        ({"start": "2026-02-30"}, "start"),
        ({"start": "0001"}, "start"),
        ({"start": "9999-12-31"}, "start"),
        ({"end": "2026-11-26"}, "end"),
        ({"start_time": "17:00"}, "zone"),
        ({"start_time": "17:00", "zone": "CEST"}, "zone"),
        ({"start_time": "25:00", "zone": "UTC"}, "start_time"),
        ({"start_time": "17:00", "zone": "UTC", "start": "2026-11"}, "start"),
        ({"end_time": "17:00", "zone": "UTC"}, "start_time"),
        ({"start_time": "17:00", "end_time": "16:00", "zone": "UTC"}, "end_time"),
        ({"start": "2026-03-29", "start_time": "02:30", "zone": "Europe/Paris"}, "start_time"),
        ({"status": "held", "start": "2199-01-01"}, "status"),
        ({"start": "0001-01-01", "start_time": "00:00", "zone": "Asia/Manila"}, "start"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(fields, at, send):
    """platform.md §14, bad input."""
    assert at in errors_of(send(**fields))
    assert not EventPage.objects.exists()


@pytest.mark.parametrize(
    ("fields", "at"),
    [
        ({"day": "2026-11-28"}, "day"),
        ({"day": "2026-11-26"}, "day"),
        ({"day": "0001-01-01"}, "day"),
        ({"zone": "EST"}, "zone"),
        ({"zone": "Nowhere/There"}, "zone"),
        ({"end_time": "17:00"}, "end_time"),
        ({"end_time": "01:00", "end_day": "2026-11-28"}, "day"),
    ],
)
def test_a_session_outside_the_event_or_without_a_zone_is_refused(fields, at, send):
    assert at in session_errors_of(send(**a_session(**fields)))
    assert not EventPage.objects.exists()


def test_a_language_nobody_knows_is_refused(send):
    assert "languages" in errors_of(send(languages="xx"))


def test_a_session_inside_the_event_gives_it_its_times(send):
    assert send(**a_session()).status_code == 302
    event = EventPage.objects.live().get()
    assert event.begins.isoformat() == "2026-11-27T14:00:00+00:00"
    assert event.finishes.isoformat() == "2026-11-27T15:00:00+00:00"


@pytest.mark.parametrize(
    "fields",
    [{"start": "", "type": ""}, {"start_time": "17:00"}, {"end": "2026-11-26"}],
    ids=["nothing known", "no zone yet", "ends before it starts"],
)
def test_a_draft_is_never_blocked(fields, send):
    assert send(publish=False, **fields).status_code == 302
    assert not EventPage.objects.live().exists()


def test_the_preview_shows_what_the_editor_put_there(editor, event, member):
    """Rows of a preview are in memory only."""
    url = reverse("wagtailadmin_pages:view_draft", args=[event.pk])
    event.save_revision()
    assert "What we heard so far" in editor.get(url).content.decode()
