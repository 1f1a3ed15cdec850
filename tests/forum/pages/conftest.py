"""Readers of the forum's pages: each with a browser of their own."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from forum.forms import opened_now
from tests.factories.pages import site_root


@pytest.fixture
def browser_of(db):
    """browser_of(user) -> a client that is signed in; None is a reader without an account."""

    site_root()

    def open_browser(user: Any = None) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user)
        return client

    return open_browser


@pytest.fixture
def open_page(browser_of):
    """open_page(user, address) -> the page, parsed; it must be there."""

    def get(user: Any, address: str) -> BeautifulSoup:
        answer = browser_of(user).get(address)
        assert answer.status_code == 200, (answer.status_code, address)
        return BeautifulSoup(answer.content, "html.parser")

    return get


@pytest.fixture
def parsed():
    """parsed(answer) -> the page of an answer, to be asked by selectors."""
    return lambda answer: BeautifulSoup(answer.content, "html.parser")


def typed(page: BeautifulSoup, form: str = "form.composer") -> dict[str, str]:
    """What a form of a page would send as it stands, opened long enough ago."""
    fields: dict[str, str] = {}
    for control in page.select_one(form).select("input[name], textarea[name], select[name]"):
        if control.get("type") in ("checkbox", "radio") and not control.has_attr("checked"):
            continue
        if control.name == "select":
            chosen = control.select_one("option[selected]") or control.select_one("option")
            fields[control["name"]] = chosen.get("value", "")
        elif control.name == "textarea":
            fields[control["name"]] = control.text.removeprefix("\n")
        else:
            ticked = "on" if control.get("type") == "checkbox" else ""
            fields[control["name"]] = control.get("value", ticked)
    fields.pop("csrfmiddlewaretoken", None)
    return fields


@pytest.fixture
def slowly(monkeypatch):
    """People take their time between opening a form and sending it."""
    monkeypatch.setattr("forum.forms.TOO_FAST", 0)
    return opened_now
