"""Searches that members keep, and what they are told (search.md §10)."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import PageViewRestriction

from common import personal_data
from common.indexing import kind, touch
from home.models import HomePage
from members.models import UserState
from members.services import erase_account
from notifications.models import Notification
from notifications.registry import EmailChoice
from notifications.sending import deliver_due
from notifications.services import choose_email
from search import alerts, services
from search.alerts import send_alerts
from search.backends import engines
from search.drain import drain_all
from search.generations import rebuild
from search.models import MOST_SAVED, Frequency, SavedSearch
from search.periodic import tell_of_new_finds
from search.request import SearchRequest
from tests.factories import home as make
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db
PAGE = "/en/me/searches/"


@pytest.fixture(scope="module")
def _home(kept_in_module):
    return make.make_site("en", "fr").pk


@pytest.fixture
def home(_home, db):
    index()
    return HomePage.objects.get(pk=_home)


@pytest.fixture
def other(db):
    return UserFactory()


@pytest.fixture
def as_member(client, member):
    client.force_login(member)
    return client


def save(member, text="guide", frequency=Frequency.DAILY, **values):
    asked = SearchRequest(text=text, lang=values.pop("lang", "en"))
    return services.save_search(
        member=member, asked=asked, name=text or "everything", frequency=frequency
    )


def index():
    """A new index, which brings nothing new."""
    rebuild(engines.embedded())


def news_of(*pages):
    """Pages are published: the drain indexes them and notes what is new."""
    touch([f"page:{page.pk}" for page in pages])
    drain_all(engines.embedded())


def tell(frequency="daily"):
    call_command("search_alerts", frequency=frequency)
    deliver_due()
    return mail.outbox


# --- Keeping --------------------------------------------------------------------------------------
def test_a_search_is_saved_from_its_page_and_listed(home, as_member, member):
    answer = as_member.get(f"{PAGE}?q=guide&year=2024")
    assert b"Save this search" in answer.content
    sent = {"name": "Guides", "frequency": "weekly"}
    answer = as_member.post(f"{PAGE}?q=guide&year=2024", sent)
    assert answer.status_code == 303
    one = SavedSearch.objects.get()
    assert (one.user, one.params, one.lang) == (member, "q=guide&year=2024", "en")
    assert b'href="/en/search/?q=guide&amp;year=2024"' in as_member.get(PAGE).content


def test_visitors_are_asked_to_sign_in(home, client):
    for path in (PAGE, f"{PAGE}1/"):
        answer = client.get(path)
        assert answer.status_code == 302
        assert "/accounts/login/" in answer.headers["Location"]


def test_a_browser_saves_a_search_and_changes_it_by_the_forms_as_they_are_sent_to_it(home, member):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(member)

    def sent(address, **more):
        page = BeautifulSoup(browser.get(address).content, "html.parser")
        form = page.select_one("main form:has([name=name])")
        fields = {one["name"]: one.get("value", "") for one in form.select("input[name]")}
        return browser.post(address, fields | more).status_code

    assert sent(f"{PAGE}?q=diaspora", name="Abroad", frequency="daily") in (302, 303)
    row = SavedSearch.objects.get()
    assert sent(f"{PAGE}{row.pk}/", name="People abroad", frequency="weekly") in (302, 303)
    row.refresh_from_db()
    assert (row.name, row.frequency) == ("People abroad", Frequency.WEEKLY)


def test_the_same_search_is_saved_once(home, member):
    assert save(member).pk == save(member).pk


def test_the_same_search_again_is_as_it_is_chosen_now(home, as_member, member):
    """Who saves it again to be written to is told that it is saved, so mails have to come."""
    one = save(member, frequency=Frequency.OFF)
    SavedSearch.objects.update(looked_until=timezone.now() - timedelta(days=9))
    sent = {"name": "Guides", "frequency": "daily"}
    assert as_member.post(f"{PAGE}?q=guide", sent).status_code == 303
    one.refresh_from_db()
    assert (one.name, one.frequency) == ("Guides", "daily")
    assert one.looked_until > timezone.now() - timedelta(minutes=1)  # of what comes from now on
    assert SavedSearch.objects.count() == 1


@pytest.mark.parametrize("address", [PAGE, f"{PAGE}?q=guide&page=99", f"{PAGE}?type=ghost"])
def test_without_a_search_nothing_is_saved(address, home, as_member):
    """Else everything would be, by mail every day."""
    assert as_member.post(address, {"name": "All", "frequency": "daily"}).status_code == 200
    assert not SavedSearch.objects.exists()


def test_who_has_switched_these_mails_off_is_reminded(home, as_member, member):
    save(member)
    assert b"switched off e-mails" not in as_member.get(PAGE).content
    choose_email(member=member, choices={"searches": EmailChoice.OFF})
    page = as_member.get(PAGE).content.decode()
    assert "You have switched off e-mails of saved searches" in page
    assert reverse("notifications:settings") in page


@pytest.mark.parametrize("sent", [{"delete": "1"}, {"name": "New", "frequency": "off"}])
def test_what_another_tab_has_just_deleted_is_not_there(sent, home, as_member, member, monkeypatch):
    mine = save(member)

    def gone(**kwargs):
        raise SavedSearch.DoesNotExist

    monkeypatch.setattr(services, "delete_search", gone)
    monkeypatch.setattr(services, "change_search", gone)
    assert as_member.post(f"{PAGE}{mine.pk}/", sent).status_code == 404


def test_the_database_holds_twenty_five_a_member(home, member, other):
    for number in range(MOST_SAVED):
        save(member, f"word {number}")
    with pytest.raises(services.TooManySaved):
        save(member, "one more")
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedSearch.objects.create(user=member, place=26, name="a", params="q=x", lang="en")
    save(other, "one more")


def test_the_twenty_sixth_is_refused_in_words(home, as_member, member):
    for number in range(MOST_SAVED):
        save(member, f"word {number}")
    answer = as_member.post(f"{PAGE}?q=more", {"name": "More", "frequency": "off"})
    assert answer.status_code == 200
    assert b"Delete one first" in answer.content
    assert b'value="More"' in answer.content


def test_a_place_that_is_free_again_is_taken(home, member):
    first = save(member, "first")
    save(member, "second")
    services.delete_search(member=member, pk=first.pk)
    save(member, "third")
    assert set(SavedSearch.objects.values_list("place", flat=True)) == {1, 2}


def test_searches_of_others_are_not_there(home, as_member, other):
    theirs = save(other)
    address = f"{PAGE}{theirs.pk}/"
    assert as_member.get(address).status_code == 404
    assert as_member.post(address, {"delete": "1"}).status_code == 404
    assert as_member.post(address, {"name": "Mine", "frequency": "off"}).status_code == 404
    assert SavedSearch.objects.get().name == "guide"


def test_a_search_is_changed_and_deleted(home, as_member, member):
    mine = save(member)
    address = f"{PAGE}{mine.pk}/"
    assert as_member.post(address, {"name": "", "frequency": "off"}).status_code == 200
    assert as_member.post(address, {"name": "New", "frequency": "weekly"}).status_code == 303
    mine.refresh_from_db()
    assert (mine.name, mine.frequency) == ("New", "weekly")
    assert as_member.post(address, {"delete": "1"}).status_code == 303
    assert not SavedSearch.objects.exists()


def test_saved_searches_are_handed_out_and_erased_with_the_account(home, member, admin, other):
    """PRV1, PRV2."""
    save(member)
    save(other)
    (row,) = personal_data.export(member)["saved searches"]
    assert row["params"] == "q=guide"
    erase_account(actor=admin, member=member)
    assert list(SavedSearch.objects.values_list("user", flat=True)) == [other.pk]


# --- Being told -----------------------------------------------------------------------------------
def test_the_owner_is_told_of_what_is_new_and_of_nothing_twice(home, member):
    make.a_news(title="Old guide")
    index()
    save(member)
    assert tell() == []
    news_of(make.a_news(title="New guide"))
    (letter,) = tell()
    assert letter.to == [member.email]
    assert "New guide" in letter.body
    assert "Old guide" not in letter.body
    assert len(tell()) == 1


def test_a_rebuild_makes_nothing_new(home, member):
    page = make.a_news(title="A guide")
    save(member)
    index()
    news_of(page)
    assert tell() == []


def test_what_does_not_match_is_no_news(home, member):
    save(member)
    news_of(make.a_news(title="Something else"))
    assert tell() == []


def test_all_words_have_to_be_there(home, member):
    save(member, "guide returning migrants")
    news_of(make.a_news(title="Guide for migrants"))
    assert tell() == []
    news_of(make.a_news(title="Guide for returning migrants"))
    assert len(tell()) == 1


def test_rights_are_those_of_the_moment_of_sending(home, member):
    """§22.10: what was closed in between is in no mail."""
    save(member)
    page = make.a_news(title="A guide for staff")
    news_of(page)
    restriction = PageViewRestriction.objects.create(page=page, restriction_type="groups")
    assert restriction.groups.count() == 0
    assert tell() == []


def test_members_are_told_of_what_is_for_members(home, member):
    save(member)
    page = make.a_news(title="A guide for members")
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    news_of(page)
    assert len(tell()) == 1


@pytest.mark.parametrize("state", [UserState.SUSPENDED, UserState.ERASED])
def test_closed_accounts_get_nothing(state, home, member):
    save(member)
    member.state = state
    member.save()
    news_of(make.a_news(title="New guide"))
    assert tell() == []


def test_each_rhythm_is_its_own(home, member):
    save(member, frequency=Frequency.WEEKLY)
    save(member, "new", frequency=Frequency.OFF)
    news_of(make.a_news(title="New guide"))
    assert tell("daily") == []
    assert len(tell("weekly")) == 1


def test_the_clock_writes_once_a_day(home, member):
    save(member)
    news_of(make.a_news(title="New guide"))
    now = timezone.now()
    assert send_alerts(frequency=Frequency.DAILY, now=now) == 0  # saved just now
    assert send_alerts(frequency=Frequency.DAILY, now=now + timedelta(days=1)) == 1
    assert send_alerts(frequency=Frequency.DAILY, now=now + timedelta(days=1, hours=1)) == 0


@pytest.mark.parametrize(("rhythm", "days"), [(Frequency.DAILY, 1), (Frequency.WEEKLY, 7)])
def test_the_clock_knows_both_rhythms(rhythm, days, home, member):
    save(member, frequency=rhythm)
    news_of(make.a_news(title="New guide"))
    tell_of_new_finds(timezone.now() + timedelta(days=days, minutes=-90))
    assert not Notification.objects.exists()
    tell_of_new_finds(timezone.now() + timedelta(days=days))
    assert Notification.objects.get().recipient == member


def test_what_is_closed_between_finding_and_sending_is_in_no_mail(home, member):
    save(member)
    page = make.a_news(title="A guide for staff")
    news_of(page)
    call_command("search_alerts", frequency="daily")
    PageViewRestriction.objects.create(page=page, restriction_type="groups")
    deliver_due()
    assert mail.outbox == []


def test_a_search_that_is_switched_off_meanwhile_tells_nothing(home, member):
    one = save(member)
    news_of(make.a_news(title="New guide"))
    call_command("search_alerts", frequency="daily")
    services.stop_alerts(one)
    deliver_due()
    assert mail.outbox == []


def test_finds_are_a_notice_on_the_site_too(home, as_member, member):
    save(member)
    news_of(make.a_news(title="New guide"))
    call_command("search_alerts", frequency="daily")
    assert b"New finds: guide" in as_member.get("/en/me/notifications/").content


def test_a_filter_that_is_no_more_does_not_become_everything(home, member):
    """A kind that an app has given up, a theme that was deleted."""
    one = save(member, "")
    SavedSearch.objects.filter(pk=one.pk).update(params="type=opportunity&theme=gone")
    news_of(make.a_news(title="New guide"))
    assert tell() == []
    SavedSearch.objects.filter(pk=one.pk).update(params="type=opportunity&type=news")
    news_of(make.a_news(title="Newer guide"))
    assert len(tell()) == 1


def test_a_search_that_fails_holds_up_no_other(home, member, other, monkeypatch):
    broken = save(member)
    save(other)
    news_of(make.a_news(title="New guide"))
    find = alerts.new_hits

    def fails_for_one(saved, only):
        if saved.pk == broken.pk:
            raise RuntimeError
        return find(saved, only)

    monkeypatch.setattr(alerts, "new_hits", fails_for_one)
    (letter,) = tell()
    assert letter.to == [other.email]
    monkeypatch.undo()
    assert [one.to for one in tell()[1:]] == [[member.email]]  # nothing is lost


def test_at_most_ten_titles(home, member):
    save(member)
    pages = [make.a_news(title=f"Guide {number}") for number in range(12)]
    news_of(*pages)
    (letter,) = tell()
    assert len(re.findall(r"Guide \d+ \(", letter.body)) == 10


def test_kinds_are_named_in_the_language_of_the_mail(home, member):
    """Not in that of the page where the search was saved."""
    save(member, lang="fr")
    member.language = "en"
    member.save()
    news_of(make.a_news(title="A guide"))
    (letter,) = tell()
    with translation.override("fr"):
        french = str(kind("news").one)
    assert "A guide (News)" in letter.body
    assert french not in ("", "News")
    assert f"({french})" not in letter.body


def test_the_mail_speaks_the_members_language_and_can_be_stopped(home, member):
    member.language = "fr"
    member.save()
    one = save(member)
    news_of(make.a_news(title="New guide"))
    (letter,) = tell()
    stop = re.search(r"/fr/me/searches/stop/\S+", letter.body)[0]
    assert letter.extra_headers["List-Unsubscribe"].endswith(f"{stop}>")
    html = letter.alternatives[0][0]
    assert 'lang="fr"' in html
    assert stop in html
    assert len(html) < 30_000
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.get(stop).status_code == 200
    one.refresh_from_db()
    assert one.frequency == Frequency.DAILY  # a look at the page stops nothing
    assert stranger.post(stop).status_code == 200
    one.refresh_from_db()
    assert one.frequency == Frequency.OFF
    assert stranger.post(stop).status_code == 200


@pytest.mark.parametrize("token", ["x", "WzEsMV0:1abc:def", "a:b:c"])
def test_a_link_nobody_has_written_stops_nothing(token, home, member, client):
    save(member)
    address = reverse("stop_search", args=[token])
    for answer in (client.get(address), client.post(address)):
        assert answer.status_code == 404
        assert reverse("notifications:settings") in answer.content.decode()
        assert answer.headers["Cache-Control"] == "private, no-store"
    assert SavedSearch.objects.get().frequency == Frequency.DAILY


def test_the_link_of_a_search_that_is_gone_says_so(home, member, client):
    one = save(member)
    address = reverse("stop_search", args=[services.stop_token(one)])
    services.delete_search(member=member, pk=one.pk)
    assert "Of a deleted search no e-mails are sent" in client.post(address).content.decode()


def test_names_are_shown_as_text(home, as_member, member):
    one = save(member, "<b>bold</b>")
    for address in (
        PAGE,
        f"{PAGE}{one.pk}/",
        reverse("stop_search", args=[services.stop_token(one)]),
    ):
        assert b"<b>bold" not in as_member.get(address).content
