"""Nothing typed is lost where a session ends or a token changes (forum.md §18, decision 0200)."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.middleware.csrf import _get_new_csrf_string
from django.test import Client

from common import unsent
from forum import services
from forum.engine import Post
from tests.factories import discussions as given
from tests.factories import forum as make
from tests.factories.taxonomy import CountryFactory, TagFactory, ThemeFactory
from tests.forum.pages.conftest import typed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("slowly")]
STATEMENT = "Names are nobody's business."


def _answer() -> tuple[Any, str, dict[str, str]]:
    topic = make.a_topic(make.a_forum())
    address = f"/en/forum/t/{topic.pk}/reply/"
    chosen = {"body": "Four per cent.", "language": "fr", "reply_to": str(topic.first_post.pk)}
    return make.person("Ravi Contoh"), address, chosen


def _topic() -> tuple[Any, str, dict[str, str]]:
    chosen = {"subject": "Costs", "body": "What does it cost?", "language": "es"}
    chosen |= {"themes": ThemeFactory().code, "country": CountryFactory().code}
    chosen |= {"tags": TagFactory().code}
    return make.person("Ravi Contoh"), f"/en/forum/f/{make.a_forum().pk}/new/", chosen


def _post(act: str, who: Any, /, **chosen: str) -> tuple[Any, str, dict[str, str]]:
    post = make.a_reply(make.a_topic(make.a_forum()), make.person("Ravi Contoh"))
    if chosen.get("act") == "decide":
        services.report_post(member=make.person("Lupe Ejemplo"), post=post, reason="spam")
    user = who() if callable(who) else post.contribution.author
    return user, f"/en/forum/p/{post.pk}/{act}/", chosen


def _restored() -> tuple[Any, str, dict[str, str]]:
    post = make.a_reply(make.a_topic(make.a_forum()))
    writer = post.contribution.author
    services.edit_post(member=writer, post=post, body="Buy this.", base_revision=1)
    return make.a_moderator(), f"/en/forum/p/{post.pk}/history/1/restore/", {"reason": "Spam"}


def _managed() -> tuple[Any, str, dict[str, str]]:
    address = f"/en/forum/t/{make.a_topic(make.a_forum()).pk}/manage/"
    return make.an_admin(), address, {"reason": "All has been said.", "act": "lock"}


def _sanction() -> tuple[Any, str, dict[str, str]]:
    address = f"/en/forum/moderation/members/?member={make.person('Ravi Contoh').handle}"
    chosen = {"kind": "silence", "hours": "72", "reason": "Insults", "statement": STATEMENT}
    return make.a_moderator(), address, chosen | {"act": "sanction"}


def _host(act: str, made: Any = given.opened, /, **chosen: str) -> tuple[Any, str, dict[str, str]]:
    found = made()
    return given.host_of(found), f"{found.pages.get().url}host/{act}/", chosen


def _room(**chosen: str) -> tuple[Any, str, dict[str, str]]:
    address = f"/en/forum/moderation/rooms/{make.a_forum().pk}/"
    return make.an_admin(), address, chosen


TEXT = {"language": "fr", "subject": "Semaine 2", "body": "Une chose à la fois.\n\nPuis l’autre."}
FORMS = {
    "answer": _answer,
    "topic": _topic,
    "edit": lambda: _post("edit", None, body="Five per cent.", reason="Typo"),
    "report": lambda: _post("report", make.person, reason="spam", note="It sells something."),
    "bookmark": lambda: _post(
        "bookmark", make.person, note="For the report", remind_on="2031-01-02"
    ),
    "hide": lambda: _post(
        "moderate", make.a_moderator, reason="Names", statement=STATEMENT, act="hide"
    ),
    "decide": lambda: _post(
        "moderate",
        make.a_moderator,
        act="decide",
        **{"d-outcome": "declined", "d-statement": STATEMENT, "d-private_note": "He is new."},
    ),
    "restore": _restored,
    "lock": _managed,
    "sanction": _sanction,
    "new room": lambda: (
        make.an_admin(),
        "/en/forum/moderation/rooms/new/",
        {"kind": "shelf", "name_en": "Evidence", "description_fr": "Compter", "preset": "members"},
    ),
    "names of a room": lambda: _room(name_en="Money home", name_fr="Envois", act="names"),
    "rights of a room": lambda: _room(preset="members", act="rights"),
    "synthesis": lambda: _host("synthesis", week="2", method_note="Read twice.", **TEXT),
    "message": lambda: _host("message", kind="impact", question="2", **TEXT),
    "extend": lambda: _host(
        "extend", closes_at="2031-01-02T12:00", language="es", note="Diez días más."
    ),
    "behalf": lambda: _host(
        "behalf",
        question="2",
        body="We have no line here.",
        language="es",
        source="phone",
        name="Ana",
        consent="on",
    ),
    "cancel": lambda: _host("cancel", given.announced, reason="Nobody came."),
}


def page_of(browser: Client, address: str) -> BeautifulSoup:
    answer = browser.get(address)
    assert answer.status_code == 200, (answer.status_code, address)
    return BeautifulSoup(answer.content, "html.parser")


def form_with(page: BeautifulSoup, chosen: dict[str, str]) -> str:
    """Where in the page the form is that has all these fields."""
    field = next(name for name in chosen if name != "act")
    return f'main form:has([name="{field}"])'


def filled_in(browser: Client, address: str, chosen: dict[str, str]) -> dict[str, str]:
    """What the form at this address sends once somebody has filled it in."""
    page = page_of(browser, address)
    return typed(page, form_with(page, chosen)) | chosen


def check_is_filled(browser: Client, address: str, chosen: dict[str, str]) -> None:
    page = page_of(browser, address)
    found = typed(page, form_with(page, chosen))
    wanted = {name: value for name, value in chosen.items() if name != "act"}
    assert {name: found.get(name) for name in wanted} == wanted
    assert "Here is what you wrote" in page.text
    assert not page.select(".error-summary")


@pytest.fixture(params=FORMS)
def case(request, browser_of):
    return FORMS[request.param]()


def test_what_was_typed_in_an_ended_session_is_in_the_form_after_the_sign_in(case, browser_of):
    user, address, chosen = case
    browser = browser_of(user)
    sent = filled_in(browser, address, chosen)
    del browser.cookies[settings.SESSION_COOKIE_NAME]
    refused = browser.post(address, sent)
    assert refused.status_code == 303
    assert refused.headers["Location"].startswith("/en/accounts/login/?next=/en/")
    assert "it is kept for you" in browser.get(refused.headers["Location"]).text
    browser.force_login(user)
    check_is_filled(browser, address, chosen)


def test_what_was_typed_before_a_sign_in_in_another_tab_is_in_the_form_again(case, browser_of):
    user, address, chosen = case
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(user)
    sent = filled_in(browser, address, chosen)
    browser.cookies[settings.CSRF_COOKIE_NAME] = _get_new_csrf_string()
    refused = browser.post(address, sent)
    assert (refused.status_code, refused.headers["Location"]) == (303, address)
    check_is_filled(browser, address, chosen)


def test_the_sign_in_form_itself_leads_back_to_the_text(browser_of):
    user, address, chosen = _answer()
    user.set_password("seven rivers one bridge")
    user.save()
    browser = browser_of(user)
    sent = filled_in(browser, address, chosen)
    browser.cookies.clear()
    door = browser.post(address, sent).headers["Location"]
    words = {"login": user.email, "password": "seven rivers one bridge", "next": address}
    inside = browser.post(door.partition("?")[0], words)
    assert inside.headers["Location"] == address
    check_is_filled(browser, address, chosen)
    fields = filled_in(browser, address, {"body": chosen["body"]})
    assert browser.post(address, fields).status_code == 303
    assert "Here is what you wrote" not in browser.get(address).text


def test_a_change_that_waited_for_the_sign_in_overwrites_none_made_meanwhile(browser_of):
    """§12.5."""
    user, address, chosen = _post("edit", None, body="Five per cent.")
    browser = browser_of(user)
    sent = filled_in(browser, address, chosen)
    del browser.cookies[settings.SESSION_COOKIE_NAME]
    browser.post(address, sent)
    post = Post.objects.get(pk=int(address.split("/")[-3]))
    services.edit_post(
        member=make.a_moderator(), post=post, body="No name.", base_revision=1, reason="names"
    )
    browser.force_login(user)
    page = page_of(browser, address)
    assert "No name." in page.select_one("main").text
    assert page.select_one("main [role=alert]")
    check_is_filled(browser, address, chosen)


@pytest.mark.parametrize("cookies", ["both", "session"])
def test_a_kept_text_is_given_to_its_author_alone(browser_of, cookies):
    """A phone has several users."""
    user, address, chosen = _answer()
    browser = Client(enforce_csrf_checks=cookies == "both")
    browser.force_login(user)
    sent = filled_in(browser, address, chosen)
    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME)[
        : 1 + (cookies == "both")
    ]:
        browser.cookies.pop(name, None)
    assert "/login/" in browser.post(address, sent).headers["Location"]
    browser.force_login(make.person("Somebody Else"))
    assert chosen["body"] not in browser.get(address).text


def test_a_form_of_somebody_else_is_refused_and_not_shown(browser_of):
    user, address, chosen = _answer()
    sent = filled_in(browser_of(user), address, chosen)
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(make.person("Somebody Else"))
    assert browser.post(address, sent).status_code == 403
    assert chosen["body"] not in browser.get(address).text


@pytest.mark.parametrize("token", ["", "1", "1:x:y", "é"])
def test_nothing_is_kept_of_a_form_that_names_no_author(browser_of, token):
    user, address, chosen = _answer()
    browser = browser_of()
    answer = browser.post(address, chosen | {unsent.FIELD: token})
    assert answer.status_code == 303
    browser.force_login(user)
    assert chosen["body"] not in browser.get(address).text


def test_a_form_from_another_site_touches_no_session(browser_of):
    """Its answer would set a cookie in place of the reader's: they would be signed out."""
    user, address, chosen = _answer()
    sent = filled_in(browser_of(user), address, chosen)
    stranger = Client(enforce_csrf_checks=True, headers={"Origin": "https://elsewhere.example"})
    answer = stranger.post(address, sent)
    assert answer.status_code == 403
    assert settings.SESSION_COOKIE_NAME not in answer.cookies
