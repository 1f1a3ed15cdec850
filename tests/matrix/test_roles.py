"""Every address answers every role as one table says; a new one without a row fails (SEC14)."""

import re

import pytest
from django.template.backends.django import Template

from taxonomy.permissions import TERM_MODELS
from tests.matrix.addresses import every_address, every_route
from tests.matrix.table import TABLE, expected, row_of
from tests.matrix.walking import answer_of, browser_of, writes_noticed
from tests.matrix.world import ROLES

pytestmark = pytest.mark.django_db

# Signing out would end the walk; it is tested with the accounts. And one class of views serves all
# vocabularies: two of them are walked whole, of the others the list and the form.
LEFT_OUT = re.compile(
    r".*logout/$|cms/snippets/(?:choose/)?taxonomy/"
    rf"(?:{'|'.join(model._meta.model_name for model in TERM_MODELS[2:])})/(?!$|edit)"
)


@pytest.fixture
def undrawn(monkeypatch, errors_undrawn):
    """Rights are decided before a page is drawn, so these walks leave the drawing out."""
    monkeypatch.setattr(Template, "render", lambda template, context=None, request=None: "")


def walk(world, role):
    """What is wrong with the answers to one role, and what was written while it asked."""
    client, wrong = browser_of(world, role), []
    with writes_noticed() as written:
        for address in every_address(world):
            if LEFT_OUT.match(address.route):
                continue
            answer = answer_of(client.get(address.example))
            right = expected(address.route, role) or set()
            if answer not in right:
                wrong.append(f"{answer}, not {sorted(right)}: {address.example} ({address.route})")
    return wrong, written


def test_every_address_has_a_row():
    assert [one for one in every_route() if expected(one, "admin") is None] == []


def test_every_row_is_of_an_address():
    """A row for what is gone would hide what comes in its place."""
    used = {row_of(route) for route in every_route()}
    assert [row[0] for row in TABLE if row not in used] == []


@pytest.mark.slow  # six hundred addresses a role
@pytest.mark.parametrize("role", [role for role in ROLES if role != "admin"])
def test_every_address_answers_the_role_as_the_table_says(role, world, undrawn):
    """SEC13, SEC14, and SEC4: asking changes nothing, whoever asks."""
    wrong, written = walk(world, role)
    assert wrong == []
    assert written == set()


@pytest.mark.slow  # six hundred addresses, each drawn
def test_a_crawl_as_admin_finds_no_broken_page_and_changes_nothing(world):
    """SEC4, SEC14."""
    wrong, written = walk(world, "admin")
    assert wrong == []
    assert written == set()
