"""A type of notification about something every database has: an organisation."""

import pytest

from members.bylines import byline_for
from members.models import Organisation
from notifications import registry
from notifications.registry import Message, NotificationType
from tests.factories.members import OrganisationFactory, ProfileFactory, UserFactory

HIDDEN = "hidden"  # an organisation of this acronym is shown to nobody


def describe(told):
    who = byline_for(told.actor, told.recipient, "notification").name if told.actor else "Somebody"
    title = f"{who} changed {told.target.name}"
    if told.count > 1:
        title = f"{told.count} changes of {told.target.name}"
    return Message(title=title, url="/en/", text=told.data.get("text", ""))


def a_type(key, family):
    return NotificationType(
        key=key,
        family=family,
        targets=lambda recipient: Organisation.objects.exclude(acronym=HIDDEN),
        describe=describe,
    )


@pytest.fixture(autouse=True)
def types(monkeypatch):
    """One type a family: `test.personal`, `test.followed`, `test.work`, `test.decisions`."""
    monkeypatch.setattr(registry, "_types", dict(registry._types))
    families = ("personal", "followed", "work", "decisions")
    return {family: registry.register(a_type(f"test.{family}", family)) for family in families}


@pytest.fixture
def target(db):
    return OrganisationFactory(name="River Trust")


@pytest.fixture
def actor(db):
    return ProfileFactory(display_name="Amina Voorbeeld").user


@pytest.fixture
def recipient(db):
    return UserFactory(email="reader@example.org")
