"""People who knock, and what they bring."""

import re

import pytest
from allauth.account.internal.flows.login import record_authentication
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.urls import reverse

from members.permissions import ADMINS, MODERATORS
from taxonomy.models import Country, MemberType
from tests.factories.members import PASSWORD, ProfileFactory, UserFactory

NEW_PASSWORD = "another-calm-lake-in-may"


@pytest.fixture
def morocco(db):
    return Country.objects.create(code="MA", name="Morocco", name_fr="Maroc")


@pytest.fixture
def civil_society(db):
    return MemberType.objects.create(code="civil-society", name="Civil society")


@pytest.fixture
def person(morocco, civil_society):
    """The answers of the second step."""
    return {
        "display_name": "Ana Exemplu",
        "member_type": civil_society.pk,
        "country_of_residence": morocco.pk,
        "terms": "on",
    }


@pytest.fixture
def known(db):
    """Somebody with a confirmed address and a password."""
    user = UserFactory(email="known@example.org")
    user.set_password(PASSWORD)
    user.save()
    ProfileFactory(user=user, display_name="Known Person")
    return user


def in_group(name, *codenames):
    group = Group.objects.get_or_create(name=name)[0]
    group.permissions.add(*Permission.objects.filter(codename__in=["access_admin", *codenames]))
    user = UserFactory()
    user.groups.add(group)
    user.set_password(PASSWORD)
    user.save()
    user.refresh_from_db()
    return user


@pytest.fixture
def editor(db):
    return in_group("People who may enter")


@pytest.fixture
def moderator(db):
    return in_group(MODERATORS)


@pytest.fixture
def group_admin(db):
    """An admin by group: not a superuser."""
    return in_group(ADMINS, "change_user", "add_user", "view_user")


@pytest.fixture
def sign_up(client, person):
    """Both steps; the last answer."""

    def act(email="new@example.org", password=PASSWORD, **answers):
        begun = client.post(reverse("account_signup"), {"email": email, "password1": password})
        assert begun.status_code == 303, begun.content.decode()
        return client.post(begun["Location"], person | answers)

    return act


@pytest.fixture
def sign_in(client):
    def act(email="known@example.org", password=PASSWORD, **more):
        return client.post(reverse("account_login"), {"login": email, "password": password, **more})

    return act


@pytest.fixture
def proves_it(client, rf, settings):
    """The client has shown within five minutes that it is `user`."""

    def act(user):
        client.force_login(user)
        request = rf.get("/")
        request.session, request.user = client.session, user
        record_authentication(request, user, method="password", reauthenticated=True)
        request.session.save()
        # Proving it has changed the key (SEC6).
        client.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key

    return act


def first_link(message):
    """The path of the first link into accounts."""
    return re.search(r"https?://[^\s/]+(/[a-z]{2}/accounts/[^\s]+)", message.body).group(1)


def last_mail():
    return mail.outbox[-1]


def is_in(client):
    return "_auth_user_id" in client.session


def reset_password(client, email="known@example.org", password=NEW_PASSWORD):
    """Ask for the link, open it, choose; the last answer."""
    client.post(reverse("account_reset_password"), {"email": email})
    page = client.get(first_link(last_mail()), follow=True)
    return client.post(page.request["PATH_INFO"], {"password1": password})
