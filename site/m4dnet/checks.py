"""What `check --deploy` refuses on a real site (SET3)."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError

DEMO_DOMAIN = "@demo.example"
EXAMPLE_KEYS = ("demo-only", "dev-only", "test-only", "django-insecure", "change-me")
MIN_KEY = 50  # characters
MIN_KINDS = 10  # different characters: fewer is a pattern, not chance
FILE_MAIL = ("common.mail.", "django.core.mail.backends.filebased", "console", "locmem", "dummy")


@register(Tags.security, deploy=True)
def production_is_safe(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Everything that is right in dev or demo and wrong on the open network."""
    return [*_key(), *_hosts(), *_services(), *_transport(), *_demo()]


def _key() -> Iterator[CheckMessage]:
    key = str(settings.SECRET_KEY)
    is_example = any(word in key for word in EXAMPLE_KEYS)
    if is_example or len(key) < MIN_KEY or len(set(key)) < MIN_KINDS:
        yield Error("SECRET_KEY is short or an example.", id="m4dnet.E002")


def _hosts() -> Iterator[CheckMessage]:
    if settings.DEBUG:
        yield Error("DEBUG is on: error pages would show settings and code.", id="m4dnet.E001")
    if any("*" in host or host.startswith(".") for host in settings.ALLOWED_HOSTS):
        yield Error("ALLOWED_HOSTS has a wildcard: name every host.", id="m4dnet.E003")


def _services() -> Iterator[CheckMessage]:
    if any(word in settings.EMAIL_BACKEND for word in FILE_MAIL):
        yield Error("Mail would go nowhere: set EMAIL_URL.", id="m4dnet.E004")
    if "locmem" in settings.CACHES["default"]["BACKEND"]:
        yield Error("Limits would count for each process alone (REL2).", id="m4dnet.E005")


def _transport() -> Iterator[CheckMessage]:
    if not settings.HTTPS_ONLY:
        yield Error("HTTPS_ONLY is off: sessions could be read on the way.", id="m4dnet.E007")
    if urlsplit(settings.SITE_URL).scheme == "https" and not settings.TRUSTED_PROXY_COUNT:
        yield Error(
            "SITE_URL is https, so something before us holds the certificate: without "
            "TRUSTED_PROXY_COUNT all readers have its address, and share each limit.",
            id="m4dnet.E008",
        )


def _demo() -> Iterator[CheckMessage]:
    people = get_user_model().objects.filter(email__iendswith=DEMO_DOMAIN)
    try:
        if people.exists():
            yield Error("Demo accounts are here, and their password is known.", id="m4dnet.E006")
    except DatabaseError:
        yield Warning("The database could not be asked for demo accounts.", id="m4dnet.W006")
