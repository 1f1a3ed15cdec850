"""How allauth behaves here: one clear answer to too many tries, no addresses, mail by our site."""

import re
from types import SimpleNamespace
from typing import Any
from urllib.parse import urljoin, urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import override

from common.ratelimit import TooManyRequests, client_address
from members.models import User

LOGIN_WAIT = 5 * 60  # seconds; the window of failed tries an account (SEC9)


class AccountAdapter(DefaultAccountAdapter):
    """allauth's rules, with the answers of this site."""

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Before hashing: too many failures are answered with 429 and the wait, not with a form."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError as problem:
            raise TooManyRequests(LOGIN_WAIT) from problem

    def is_safe_url(self, url: str | None) -> bool:
        return bool(url) and not str(url).startswith("//") and super().is_safe_url(url)

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        """Links in mail come from SITE_URL, never from the Host header (SEC4)."""
        return _ours(super().get_email_confirmation_url(request, emailconfirmation))

    def get_reset_password_from_key_url(self, key: str) -> str:
        return _ours(super().get_reset_password_from_key_url(key))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the recipient's language, whoever triggered it (G5)."""
        user = context.get("user") or User.objects.filter(email__iexact=email).first()
        site = SimpleNamespace(name=settings.SITE_NAME, domain=urlsplit(settings.SITE_URL).netloc)
        context = context | {"site_url": settings.SITE_URL, "current_site": site}
        for key in ("password_reset_url", "signup_url", "activate_url"):
            if context.get(key):
                context[key] = _ours(context[key])
        if isinstance(user, User):
            with override(user.language):
                super().send_mail(template_prefix, email, context)
        else:
            super().send_mail(template_prefix, email, context)

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """The text, and the same words as a plain HTML page of one column."""
        message = super().render_mail(template_prefix, email, context, headers)
        words = {"subject": message.subject, "text": message.body, "site_url": settings.SITE_URL}
        message.attach_alternative(render_to_string("emails/layout.html", words), "text/html")
        return message

    def format_email_subject(self, subject: str) -> str:
        return subject

    def get_from_email(self) -> str:
        return settings.DEFAULT_FROM_EMAIL


def _ours(url: str) -> str:
    """The path of `url` at SITE_URL."""
    path = "/" + url.split("://", 1)[-1].split("/", 1)[-1] if "://" in url else url
    return urljoin(settings.SITE_URL, path)


class MFAAdapter(DefaultMFAAdapter):
    """The QR code as part of the page: a data address would need a hole in the content policy."""

    def build_totp_svg(self, url: str) -> str:
        svg = super().build_totp_svg(url)
        svg = re.sub(r"^<\?xml[^>]*>\s*", "", svg)
        # Drawn by a library from an address we made; black is what a path is without a style.
        return SafeString(re.sub(r' style="[^"]*"', "", svg))

    def _get_site_name(self) -> str:
        return settings.SITE_NAME
