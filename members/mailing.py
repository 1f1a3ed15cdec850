"""Mail to one person: text and HTML, in their language and zone, with links from SITE_URL.

Templates: `emails/<name>_subject.txt`, `.txt`, `.html` (platform.md §20).
"""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urljoin

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template import Context, engines
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from common.languages import reading_language
from common.models import SiteSettings
from members.models import User

log = structlog.get_logger(__name__)


@contextmanager
def as_read_by(user: User | None) -> Iterator[None]:
    """Texts, addresses and times as `user` reads them; without one, as the request does."""
    if user is None:
        yield
        return
    with translation.override(user.language), timezone.override(user.timezone):
        yield


def site_url(path: str) -> str:
    """The path at SITE_URL: a Host header is no source for links (SEC4)."""
    return urljoin(settings.SITE_URL, path)


def compose(name: str, to: str, context: dict[str, Any]) -> EmailMultiAlternatives:
    """The mail `name` to the address `to`, in the language that is active."""
    context = {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "login_url": site_url(reverse("account_login")),
        "signup_url": site_url(reverse("account_signup")),
        "reset_url": site_url(reverse("account_reset_password")),
        "help_url": site_url(f"/{reading_language()}/help/"),
        **context,
        "email": to,
    }
    subject = " ".join(_plain(f"emails/{name}_subject.txt", context).split())
    text = _plain(f"emails/{name}.txt", context).strip() + "\n"
    contact = SiteSettings.load().contact_email
    message = EmailMultiAlternatives(
        subject, text, settings.DEFAULT_FROM_EMAIL, [to], reply_to=[contact] if contact else None
    )
    html = render_to_string(f"emails/{name}.html", context | {"subject": subject})
    message.attach_alternative(html, "text/html")
    return message


def _plain(template: str, context: dict[str, Any]) -> str:
    """Plain text is not HTML: an ampersand stays one."""
    return (
        engines["django"].engine.get_template(template).render(Context(context, autoescape=False))
    )


def send(message: EmailMultiAlternatives) -> bool:
    """Hand the mail over. A mail server that is away is noted and stops nothing (REL4).

    Every page that sends a mail offers to send it again.
    """
    try:
        message.send()
    except (smtplib.SMTPException, OSError):
        log.exception("mail_not_sent", subject=message.subject)
        return False
    return True


def after_commit(user: User, name: str, context: dict[str, Any] | None = None) -> None:
    """Send the mail `name` to `user` once the present transaction holds."""

    def deliver() -> None:
        with as_read_by(user):
            send(compose(name, user.email, {"user": user, **(context or {})}))

    transaction.on_commit(deliver)
