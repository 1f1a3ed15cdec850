"""The demo's news, interviews and events: all records, no word made up, every time alike."""

from datetime import UTC, datetime

import pytest
from wagtail.models import Revision

from demo.loaders import events, news
from demo.seed import EPOCH, records
from events.models import EventPage, Session, State
from news.models import BlogPage, InterviewPage, NewsPage

pytestmark = [pytest.mark.django_db, pytest.mark.long]  # the whole demo is loaded


def test_events_are_loaded_once_with_what_is_known(seed):
    loaded = EventPage.objects.filter(locale=seed.english)
    assert loaded.count() == len(records("events")) + len(records("coming_events"))
    assert loaded.get(slug="gfmd-2007").start == "2007"
    undated = loaded.get(slug="diaspora-days-moldova")
    assert (undated.start, undated.begins) == ("", None)

    webinar = loaded.get(slug="global-webinar-2021")
    assert webinar.begins == datetime(2021, 9, 1, 7, tzinfo=UTC)
    assert {one.zone for one in webinar.sessions.all()} == {"Europe/Brussels"}
    assert webinar.participants == 122
    nameless = webinar.speakers.get(name="")
    assert nameless.role == "Official, Migrant Workers' Affairs"


def test_a_second_load_writes_nothing(seed):
    revisions = Revision.objects.count()
    events.load(seed)
    news.load(seed)
    assert Revision.objects.count() == revisions


def test_a_planned_meeting_that_nobody_reported_is_not_called_held(seed):
    meeting = EventPage.objects.get(slug="knomad-experts-geneva-2012")
    assert meeting.state_at(EPOCH) is State.ENDED


def test_a_changed_session_keeps_its_key_and_its_row(seed):
    """Calendars know an entry by the key."""
    page = EventPage.objects.get(slug="three-continents", locale=seed.english)
    before = set(page.sessions.values_list("pk", "translation_key"))
    EventPage.objects.filter(pk=page.pk).update(summary="Changed by hand")
    events.load(seed)
    assert set(Session.objects.filter(event=page).values_list("pk", "translation_key")) == before


def test_news_blog_and_interviews_are_loaded_once(seed):
    kinds = [record["kind"] for record in records("news")]
    assert NewsPage.objects.filter(locale=seed.english).count() == kinds.count("news") == 12
    assert BlogPage.objects.filter(locale=seed.english).count() == kinds.count("blog") == 4
    assert InterviewPage.objects.filter(locale=seed.english).count() == 3
    for model in (NewsPage, InterviewPage, EventPage):
        for language in ("fr", "es"):
            assert model.objects.live().filter(locale__language_code=language).count() == 1


def test_no_interview_of_the_record_quotes_anybody(seed):
    """platform.md §13: a loaded record with no words says so and invents no quote."""
    for page in InterviewPage.objects.all():
        assert not page.quotes
        assert page.is_record_only or page.is_summary


def test_a_translated_event_keeps_its_times_and_translates_its_rows(seed):
    english, french = (
        EventPage.objects.get(slug="give-back", locale__language_code=code) for code in ("en", "fr")
    )
    assert (english.begins, english.finishes) == (french.begins, french.finishes)
    titles = [one.title for one in french.sessions.all()]
    assert "Vos questions" in titles
    assert "Your questions" in [one.title for one in english.sessions.all()]
    assert french.sessions.first().translation_key == english.sessions.first().translation_key
