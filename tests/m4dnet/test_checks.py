"""`check --deploy` refuses what is wrong on the open network (SET3)."""

import pytest
from django.core.checks import run_checks

from m4dnet.checks import production_is_safe
from tests.factories.members import UserFactory

SAFE = {
    "DEBUG": False,
    "SECRET_KEY": "vC7!kQz0-pL4xR9_tW2mB6nH8jF3dS5gA1eY+uI=oE%rT",
    "ALLOWED_HOSTS": ["www.m4dnet.example"],
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "HTTPS_ONLY": True,
    "SITE_URL": "https://www.m4dnet.example",
    "TRUSTED_PROXY_COUNT": 1,
}
SAFE["SECRET_KEY"] += "0123456789"
TABLE = {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}


@pytest.fixture
def production(settings, db):
    for name, value in SAFE.items():
        setattr(settings, name, value)
    settings.CACHES = settings.CACHES | {"default": TABLE}
    return settings


def problems():
    return [message.id for message in production_is_safe(None)]


def test_a_site_set_up_as_it_should_be_is_not_complained_about(production):
    assert problems() == []


@pytest.mark.parametrize(
    ("setting", "value", "problem"),
    [
        ("DEBUG", True, "m4dnet.E001"),
        ("SECRET_KEY", "short", "m4dnet.E002"),
        ("SECRET_KEY", "x" * 60, "m4dnet.E002"),
        ("SECRET_KEY", "demo-only-" + SAFE["SECRET_KEY"], "m4dnet.E002"),
        ("ALLOWED_HOSTS", ["*"], "m4dnet.E003"),
        ("ALLOWED_HOSTS", [".m4dnet.example"], "m4dnet.E003"),
        ("EMAIL_BACKEND", "common.mail.FileBackend", "m4dnet.E004"),
        ("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend", "m4dnet.E004"),
        ("HTTPS_ONLY", False, "m4dnet.E007"),
        ("TRUSTED_PROXY_COUNT", 0, "m4dnet.E008"),
    ],
)
def test_one_wrong_setting_is_one_problem(setting, value, problem, production):
    setattr(production, setting, value)
    assert problems() == [problem]


def test_a_cache_of_one_process_is_refused_for_limits(production):
    """REL2."""
    local = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    production.CACHES = production.CACHES | {"default": local}
    assert problems() == ["m4dnet.E005"]


@pytest.mark.parametrize("email", ["admin@demo.example", "Admin@Demo.Example"])
def test_an_account_of_the_demo_is_refused(email, production):
    """C3: its password is in the documentation."""
    UserFactory(email=email)
    assert problems() == ["m4dnet.E006"]


def test_the_checks_are_registered_for_deploying(production):
    production.HTTPS_ONLY = False
    assert "m4dnet.E007" in {message.id for message in run_checks(include_deployment_checks=True)}
    assert "m4dnet.E007" not in {message.id for message in run_checks()}
