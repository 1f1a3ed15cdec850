"""What the front page, themes and countries show of forum and courses, and to whom (issue 5 §4).

Rights of rooms are no part of the key of what is kept for other readers: whoever comes first, each
sees what is theirs.
"""

from datetime import timedelta
from itertools import permutations

import pytest
from bs4 import BeautifulSoup
from django.core.cache import caches
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from forum import services
from forum.models import EDiscussion, EDiscussionPage, Preset
from taxonomy.services import classify
from tests.factories import discussions as given
from tests.factories import forum as make
from tests.factories import home as sections
from tests.factories.learning import a_course
from tests.factories.members import ProfileFactory

pytestmark = pytest.mark.django_db
TALK = "Mapping that builds trust"


@pytest.fixture(autouse=True)
def _kept(settings, home):
    """As it runs: pages and their parts are kept."""
    settings.PAGE_CACHE_SECONDS = settings.PARTS_KEPT_SECONDS = 60
    for cache in caches.all():
        cache.clear()


def client_of(reader=None):
    client = Client()
    if reader is not None:
        client.force_login(reader)
    return client


def soup_of(address, reader=None):
    answer = client_of(reader).get(address)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def live_title(reader=None, address="/en/"):
    """The title of the one live thing; "" without one."""
    found = soup_of(address, reader).select_one(".live-card h2")
    return found.text if found else ""


# --- The open discussion ------------------------------------------------------------------------
def test_the_open_discussion_is_the_one_live_thing_and_the_events_come_after_it():
    discussion = given.opened()
    sections.an_event(title="Open hour", start=str(timezone.localdate() + timedelta(days=3)))
    page = soup_of("/en/")
    (card,) = page.select(".live-card")
    assert card.select_one("h2 a")["href"] == discussion.pages.get().url
    assert "Question 1 of 3" in card.text
    assert "Open e-discussion" in card.select_one(".status").text
    assert "Open hour" in page.select_one(".events").text


def test_without_an_open_discussion_the_next_event_is_live():
    given.welcomed(title="To come")
    given.summarising(title="Over")
    assert live_title() == ""
    sections.an_event(title="Open hour", start=str(timezone.localdate() + timedelta(days=3)))
    caches["pages"].clear()
    caches["local"].clear()
    assert live_title() == "Open hour"


def test_the_discussion_that_closes_first_is_shown():
    given.opened(title="Later")
    first = given.opened(title="Sooner")
    EDiscussion.objects.filter(pk=first.pk).update(closes_at=timezone.now() + timedelta(days=2))
    assert live_title() == "Sooner"


def test_the_clock_opens_and_closes_it_whatever_the_job_has_written():
    discussion, now = given.welcomed(), timezone.now()
    rows = EDiscussion.objects.filter(pk=discussion.pk)
    rows.update(opens_at=now - timedelta(hours=1))
    assert EDiscussion.objects.open_at(now).contains(discussion)
    assert not EDiscussion.objects.open_at(now - timedelta(hours=2)).contains(discussion)
    assert not EDiscussion.objects.open_at(discussion.closes_at).contains(discussion)
    discussion.messages.all().delete()
    assert not EDiscussion.objects.open_at(now).contains(discussion)


def test_it_is_read_in_the_language_of_the_front_page():
    sections.make_site("en", "fr")
    discussion = given.opened()
    given.translated(discussion.pages.get(), "fr", "Cartographier")
    assert live_title(address="/fr/") == "Cartographier"
    assert live_title(address="/en/") == TALK


@pytest.mark.parametrize("order", [*permutations(["visitor", "member", "moderator"])])
def test_a_discussion_for_members_is_never_shown_to_visitors_whoever_comes_first(order):
    given.opened(audience="members")
    readers = {"visitor": None, "member": make.person(), "moderator": make.a_moderator()}
    for name in [*order, *order]:
        assert (live_title(readers[name]) == TALK) is (name != "visitor"), name


def test_a_room_that_is_closed_to_visitors_leaves_the_front_page_at_once(
    django_capture_on_commit_callbacks,
):
    discussion = given.opened()
    assert live_title() == TALK
    with django_capture_on_commit_callbacks(execute=True):
        shelf = discussion.forum.parent
        services.apply_preset(admin=make.an_admin(), forum=shelf, preset=Preset.MEMBERS)
    caches["local"].clear()  # another process learns of it within seconds
    assert live_title() == ""


def test_a_page_behind_a_restriction_is_not_shown():
    page = given.opened().pages.get()
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert live_title() == ""
    assert live_title(ProfileFactory().user) == TALK


def test_a_discussion_that_a_host_closes_leaves_the_front_page_at_once(
    django_capture_on_commit_callbacks,
):
    discussion = given.opened()
    assert live_title() == TALK
    with django_capture_on_commit_callbacks(execute=True):
        services.close_contributions(host=given.host_of(discussion), discussion=discussion)
    caches["local"].clear()
    assert live_title() == ""


# --- The course ---------------------------------------------------------------------------------
def test_the_newest_course_that_everybody_may_take_is_offered():
    a_course(title="Older", slug="older")
    newest = a_course(title="Work with your diaspora", slug="newest", hours=5)
    type(newest).objects.filter(pk=newest.pk).update(first_published_at=timezone.now())
    closed = a_course(title="Closed", slug="closed", audience="cohort")
    type(closed).objects.filter(pk=closed.pk).update(first_published_at=timezone.now())
    section = soup_of("/en/").select_one('[aria-labelledby="course"]')
    assert section.select_one(".card__title a")["href"] == newest.get_url()
    assert "5 hours" in section.text
    assert section.select_one(".section-head a")["href"] == "/en/learn/courses/"


def test_without_a_course_there_is_no_empty_box():
    assert soup_of("/en/").select_one('[aria-labelledby="course"]') is None


# --- Themes and countries -----------------------------------------------------------------------
@pytest.fixture
def hubs(home, diaspora, senegal):
    sections.theme_page(diaspora)
    sections.country_page(senegal)
    return ["/en/themes/diaspora/", "/en/countries/sn/"]


def about(thing, theme, country):
    """Let a topic or a page be about the theme and the country."""
    if isinstance(thing, EDiscussionPage) or hasattr(thing, "depth"):
        classify(page=thing, themes=[theme.code], countries=[country.code])
        thing.save_revision().publish()
    else:
        thing.info.themes.add(theme)
        thing.info.countries.add(country)


def titles(address, section, reader=None):
    links = soup_of(address, reader).select(f'[aria-labelledby="{section}"] .result-row__title a')
    return [link.text for link in links]


def test_hubs_list_discussions_courses_and_topics_about_them(hubs, diaspora, senegal):
    about(given.opened().pages.get(), diaspora, senegal)
    about(a_course(title="A course"), diaspora, senegal)
    about(make.a_topic(make.a_forum(), subject="Who pays?"), diaspora, senegal)
    for address in hubs:
        assert titles(address, "discussion") == [TALK]
        assert titles(address, "course") == ["A course"]
        assert titles(address, "topic") == ["Who pays?"]


def test_hubs_leave_out_what_is_in_preparation_or_called_off(hubs, diaspora, senegal):
    draft = given.a_draft(title="Being prepared")
    gone = given.announced(title="Called off")
    services.cancel_discussion(
        host=given.host_of(gone), discussion=gone, reason="The host is not well."
    )
    for discussion in (draft, gone):
        about(discussion.pages.get(), diaspora, senegal)
    for address in hubs:
        assert titles(address, "discussion") == []


@pytest.mark.parametrize("order", [*permutations(["visitor", "member", "moderator"])])
def test_topics_of_closed_rooms_and_hidden_ones_are_shown_to_nobody_else(
    order, hubs, diaspora, senegal
):
    moderator = make.a_moderator()
    opened = make.a_topic(make.a_forum(), subject="Open")
    closed = make.a_topic(make.a_forum("Members", preset=Preset.MEMBERS), subject="Members’")
    hidden = make.a_topic(make.a_forum("Other"), subject="Hidden")
    services.hide_post(moderator=moderator, post=hidden.first_post, reason="off topic")
    for topic in (opened, closed, hidden):
        about(topic, diaspora, senegal)
    readers = {"visitor": None, "member": make.person(), "moderator": moderator}
    seen = {"visitor": {"Open"}, "member": {"Open", "Members’"}, "moderator": {"Open", "Members’"}}
    for address in hubs:
        for name in [*order, *order]:
            assert set(titles(address, "topic", readers[name])) == seen[name], name
            counts = soup_of(address, readers[name]).select_one('[aria-labelledby="topic"] h2')
            assert counts.text.split()[-1] == str(len(seen[name]))


def test_threads_of_a_discussion_stand_with_it_and_not_beside_it(hubs, diaspora, senegal):
    about(given.topic_of(given.opened()), diaspora, senegal)
    for address in hubs:
        assert titles(address, "topic") == []


def test_five_topics_stand_and_the_search_has_all(hubs, diaspora, senegal):
    room = make.a_forum()
    for number in range(6):
        about(make.a_topic(room, subject=f"Topic {number}"), diaspora, senegal)
    for address, word in zip(hubs, ("theme=diaspora", "country=SN"), strict=True):
        assert len(titles(address, "topic")) == 5
        link = soup_of(address).select_one('[aria-labelledby="topic"] .section-head a')
        assert link["href"] == f"/en/search/?type=topic&{word}"
        assert "See all 6" in link.text


def test_a_hub_with_nothing_of_them_has_no_empty_boxes(hubs):
    for address in hubs:
        page = soup_of(address)
        for name in ("topic", "discussion", "course"):
            assert page.select_one(f'[aria-labelledby="{name}"]') is None
        assert page.select_one(".empty-state")
