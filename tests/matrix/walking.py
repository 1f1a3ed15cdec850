"""Asking for addresses cheaply, and noticing what is written meanwhile."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.http import HttpResponse
from django.test import Client

from tests.matrix.table import AWAY, MISSING, OPEN, POST_ONLY, PROOF, REFUSED, SIGN_IN
from tests.matrix.world import World

WRITES = re.compile(r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"(\w+)"', re.IGNORECASE)
# What being there leaves behind: sessions, who has a page open in the admin, sizes of pictures.
APART = {
    "django_session",
    "usersessions_usersession",
    "wagtailadmin_editingsession",
    "wagtailcore_pagesubscription",
    "common_siterendition",
}
BY_STATUS = {200: OPEN, 403: REFUSED, 404: MISSING, 405: POST_ONLY}


def browser_of(world: World, role: str) -> Client:
    """The role's own browser, signed in where the role is a person."""
    client = Client(raise_request_exception=False)
    if world.people[role].is_authenticated:
        client.force_login(world.people[role])
    return client


def answer_of(response: HttpResponse) -> str:
    """The answer in the words of the table; the status where it has no word."""
    if response.status_code in (301, 302, 303):
        return _led(response["Location"], response.wsgi_request.path)
    return BY_STATUS.get(response.status_code, str(response.status_code))


def _led(to: str, asked: str) -> str:
    path = to.partition("?")[0]
    if path == "/cms/":
        return REFUSED
    if path in ("/en/accounts/login/", "/cms/login/"):
        return SIGN_IN
    if path.endswith("/reauthenticate/"):
        return PROOF
    # Outside the languages nothing is there, and Django tries below the reader's.
    if path == f"/en{asked}":
        return MISSING
    return AWAY if path.startswith("/") and not path.startswith("//") else f"leads to {to}"


@contextmanager
def writes_noticed() -> Iterator[set[str]]:
    """The tables that anybody writes to in the meantime."""
    tables: set[str] = set()

    def watch(execute, sql, params, many, context):
        written = WRITES.match(sql)
        if written and written[1] not in APART:
            tables.add(written[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield tables
