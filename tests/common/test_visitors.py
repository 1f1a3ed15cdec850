"""Visitors are counted for a day and never known (K15)."""

from datetime import date

import pytest

from common.models import VisitorSalt
from common.visitors import forget_past_days, is_counted, visitor_hash
from tests.factories.members import UserFactory

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
TODAY, TOMORROW = date(2026, 11, 25), date(2026, 11, 26)


@pytest.fixture
def ask(rf, settings):
    """ask(user=…, HTTP_DNT="1"): a request as a browser sends it."""

    def ask(user=None, **headers):
        request = rf.get("/", **{"HTTP_USER_AGENT": FIREFOX, "REMOTE_ADDR": "192.0.2.7"} | headers)
        if user is not None:
            request.COOKIES[settings.SESSION_COOKIE_NAME] = "x"
            request.user = user
        return request

    return ask


def test_a_visitor_is_the_same_all_day_and_another_the_next(ask, db):
    today = visitor_hash(ask(), TODAY)
    assert visitor_hash(ask(), TODAY) == today
    assert visitor_hash(ask(), TOMORROW) != today
    assert len(today) == 64


def test_another_address_or_browser_is_another_visitor(ask, db):
    hashes = {
        visitor_hash(ask(), TODAY),
        visitor_hash(ask(REMOTE_ADDR="192.0.2.8"), TODAY),
        visitor_hash(ask(HTTP_USER_AGENT=FIREFOX + " x"), TODAY),
    }
    assert len(hashes) == 3


def test_a_member_is_one_visitor_on_two_machines(ask, member):
    at_home, at_work = ask(member), ask(member, REMOTE_ADDR="192.0.2.8")
    assert visitor_hash(at_home, TODAY) == visitor_hash(at_work, TODAY)


def test_the_salt_of_a_day_is_destroyed_when_the_next_begins(ask, db):
    visitor_hash(ask(), TODAY)
    visitor_hash(ask(), TOMORROW)
    assert [salt.day for salt in VisitorSalt.objects.all()] == [TOMORROW]


def test_the_salt_is_destroyed_without_any_visitor_too(ask, db):
    visitor_hash(ask(), TODAY)
    assert forget_past_days(TOMORROW) == 1
    assert not VisitorSalt.objects.exists()


def test_nothing_that_is_stored_names_an_address(ask, db):
    visitor_hash(ask(), TODAY)
    assert "192.0.2" not in str(list(VisitorSalt.objects.values()))


def test_a_person_is_counted(ask):
    assert is_counted(ask())


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_USER_AGENT": ""},
        {"HTTP_USER_AGENT": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com)"},
        {"HTTP_USER_AGENT": "curl/8.5.0"},
        {"HTTP_USER_AGENT": "python-requests/2.34"},
        {"HTTP_DNT": "1"},
        {"HTTP_SEC_GPC": "1"},
    ],
)
def test_programs_and_people_who_ask_to_be_left_out_are_not_counted(headers, ask):
    assert not is_counted(ask(**headers))


@pytest.mark.parametrize(
    ("role", "counts"), [({}, True), ({"is_staff": True}, False), ({"is_superuser": True}, False)]
)
def test_staff_are_not_counted_and_members_are(role, counts, ask, db):
    assert is_counted(ask(UserFactory(**role))) is counts
