"""How allauth behaves here: our limits and answers, our mails, our secrets encrypted."""

import base64
from collections.abc import Iterable
from typing import Any

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib import messages
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from common.ratelimit import client_address
from members import limits, mailing
from members.bylines import own_name
from members.models import User
from members.services import confirm_address

UNCONFIRMED = "unconfirmed_address"  # in the session: which mailbox the link went to
WAYS = {  # to show that it is still you
    "reauthenticate": _("With your password"),
    "mfa_reauthenticate": _("With a code from your app, or a recovery code"),
    "mfa_reauthenticate:webauthn": _("With a passkey"),
}
ENTRANCES = {"account_login", "account_signup", "account_logout", "account_reauthenticate"}


class AccountAdapter(DefaultAccountAdapter):
    """allauth's rules, with the answers of this site."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("The e-mail address or the password is not right."),
        "incorrect_password": _("This is not your password. Try again."),
        "enter_current_password": _("This is not your present password. Try again."),
        "incorrect_code": _("This code is not right, or was used. Wait for the next one."),
        "duplicate_email": _("This is your address already."),
        "invalid_password_reset": _("This link is used or too old. Ask for a new one."),
    }

    # --- Limits (SEC9, SEC10) -----------------------------------------------------------------
    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Before hashing. Raises TooManyRequests: a 429, where stock allauth answers 200."""
        account = limits.mailbox(str(credentials.get("email", "")))
        self._tries = limits.take_try(request, account)

    def _rollback_login_failed_rl_usage(self) -> None:
        """The sign-in succeeded: it was no failure."""
        self._tries.give_back()

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        limits.open_account(str(credentials["email"]))

    # --- Addresses to go on to ----------------------------------------------------------------
    def is_safe_url(self, url: str | None) -> bool:
        """A place of this site, and not the door itself: that would be a loop (SEC24)."""
        request = self.request
        is_here = url_has_allowed_host_and_scheme(
            url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )
        if not is_here:
            return False
        try:
            return resolve(str(url).partition("?")[0].partition("#")[0]).url_name not in ENTRANCES
        except Resolver404:
            return True  # a whole address of ours, or a page that is gone: it says so itself

    def is_ajax(self, request: HttpRequest) -> bool:
        """Forms are forms: there is no second channel that answers in JSON."""
        return False

    def respond_email_verification_sent(
        self, request: HttpRequest, user: User | None
    ) -> HttpResponse:
        if user is not None:
            request.session[UNCONFIRMED] = user.email
        return super().respond_email_verification_sent(request, user)

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Only who knows the password learns that the account is closed, why and how long."""
        return render(request, "account/account_inactive.html", {"member": user}, status=403)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The same ways in our words."""
        ways = super().get_reauthentication_methods(user)
        return [way | {"description": WAYS[way["id"]]} for way in ways]

    # --- Mail ---------------------------------------------------------------------------------
    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Others who began an account with this address and never confirmed it make way."""
        try:
            with transaction.atomic():
                if email_address.can_set_verified():
                    confirm_address(address=email_address)
                    # Its user was read before; the state has changed since.
                    email_address.user.refresh_from_db()
                return super().confirm_email(request, email_address)
        except IntegrityError:  # another account has confirmed it at this very moment
            email_address.refresh_from_db()
            words = "account/messages/email_confirmation_failed.txt"
            self.add_message(request, messages.ERROR, words, {"email": email_address.email})
            return False

    def should_send_confirmation_mail(
        self, request: HttpRequest, email_address: EmailAddress, signup: bool
    ) -> bool:
        """Signing in to an unconfirmed account writes to a mailbox that may be another's."""
        if not signup:
            limits.take_mail(request, email_address.email)
        return True

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        with mailing.as_read_by(emailconfirmation.email_address.user):
            path = reverse("account_confirm_email", args=[emailconfirmation.key])
        return mailing.site_url(path)

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        with mailing.as_read_by(user):
            path = reverse(
                "account_reset_password_from_key",
                kwargs={"uidb36": context["uid"], "key": context["key"]},
            )
        url = {"password_reset_url": mailing.site_url(path)}
        super().send_password_reset_mail(user, email, context | url)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the recipient's language, whoever caused it; a mail server away stops nothing."""
        user = context.get("user") or User.objects.filter(email__iexact=email).first()
        # allauth's own context has addresses made from the Host header; ours come instead.
        kept = {"user", "activate_url", "password_reset_url", "from_email", "to_email"}
        own = {name: value for name, value in context.items() if name in kept}
        with mailing.as_read_by(user):
            mailing.send(mailing.compose(_name_of(template_prefix), email, own))

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        to = email if isinstance(email, str) else email[0]
        return mailing.compose(_name_of(template_prefix), to, context)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Without the network address and browser that allauth puts in: we keep neither (K15)."""
        self.send_mail(template_prefix, email or user.email, {"user": user, **(context or {})})


class MFAAdapter(DefaultMFAAdapter):
    """Secrets are encrypted, and the QR code is part of the page: no data address, no library."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
    }

    def build_totp_svg(self, url: str) -> SafeString:
        code = qrcode.QRCode(border=2, error_correction=qrcode.ERROR_CORRECT_M)
        code.add_data(url)
        rows = code.get_matrix()
        squares = "".join(
            f"M{across} {down}h1v1h-1z"
            for down, row in enumerate(rows)
            for across, is_dark in enumerate(row)
            if is_dark
        )
        return format_html(
            '<svg class="qr" viewBox="0 0 {side} {side}" role="img" aria-labelledby="qr-name" '
            'shape-rendering="crispEdges"><title id="qr-name">{name}</title>'
            '<path fill="white" d="M0 0h{side}v{side}H0z"/>'
            '<path fill="black" d="{squares}"/></svg>',
            side=len(rows),
            name=_("QR code for your authenticator app"),
            squares=squares,
        )

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode("ascii")).decode()

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return str(_("Passkey %(number)d") % {"number": count + 1})

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        """What the browser shows when it offers the passkey, to its owner alone."""
        entity = super().get_public_key_credential_user_entity(user)
        return entity | {"display_name": own_name(user)}

    def _get_site_name(self) -> str:
        return settings.SITE_NAME


def _name_of(template_prefix: str) -> str:
    """`password_reset_key` of allauth's `account/email/password_reset_key`."""
    return template_prefix.rpartition("/")[2]


def _cipher() -> MultiFernet:
    """Encrypts with SECRET_KEY; reads what SECRET_KEY_FALLBACKS encrypted."""
    keys: Iterable[str] = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str) -> bytes:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"m4dnet second factors")
    return base64.urlsafe_b64encode(derive.derive(key.encode()))
