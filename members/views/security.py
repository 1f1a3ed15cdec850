"""Keeping an account safe: address, password, second step, sessions."""

from typing import Any

from allauth.account.views import EmailView, PasswordChangeView, ReauthenticateView
from allauth.mfa.base.views import IndexView
from allauth.mfa.base.views import ReauthenticateView as ReauthenticateCodeView
from allauth.mfa.recovery_codes.views import (
    DownloadRecoveryCodesView,
    GenerateRecoveryCodesView,
    ViewRecoveryCodesView,
)
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.internal import auth
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    EditWebAuthnView,
    ListWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.generic.edit import FormView

from common.formkit import SeeOther
from members import limits
from members.browsers import browser_words
from members.views.base import AccountView


class AddressView(AccountView, EmailView):
    """One address; the new one counts once its link was opened, and the old one is told."""

    title = _("E-mail address")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        limits.CHANGES_OF_ACCOUNT.take(request.user.pk)
        if "email" in request.POST and {"action_add", "action_send"} & request.POST.keys():
            limits.take_mail(request, request.POST["email"])
        return super().post(request, *args, **kwargs)


class PasswordView(AccountView, PasswordChangeView):
    """Another password; all other sessions end."""

    title = _("Password")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not request.user.has_usable_password():
            return SeeOther(reverse("account_reset_password"))
        return super().dispatch(request, *args, **kwargs)

    def get_default_success_url(self) -> str:
        return reverse("members:me")


class ConfirmPasswordView(AccountView, ReauthenticateView):
    """The password again, before something that matters."""

    title = _("Is it you?")


class ConfirmCodeView(AccountView, ReauthenticateCodeView):
    """A code again, before something that matters."""

    title = _("Is it you?")


class ConfirmPasskeyView(AccountView, ReauthenticateWebAuthnView):
    """A passkey again, before something that matters."""

    title = _("Is it you?")

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form))


class SecondStepsView(AccountView, IndexView):
    """App, passkeys and recovery codes at a glance."""

    title = _("Two-step sign-in")


class ActivateAppView(AccountView, ActivateTOTPView):
    """Set up an authenticator app."""

    title = _("Set up an authenticator app")


class RemoveAppView(AccountView, DeactivateTOTPView):
    """Remove the authenticator app."""

    title = _("Remove the authenticator app")


class PasskeysView(AccountView, ListWebAuthnView):
    """All passkeys."""

    title = _("Passkeys")


@method_decorator(login_required, name="dispatch")
class AddPasskeyView(AccountView, AddWebAuthnView):
    """A new passkey, kept on the device and opened by PIN, finger or face."""

    title = _("Add a passkey")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # Not allauth's own: it asks for a key that cannot sign in alone, and drops a sent form.
        context = FormView.get_context_data(self, **kwargs)
        options = auth.begin_registration(self.request.user, passwordless=True)
        data = {**self.frame(), "js_data": {"creation_options": options}}
        return context | data


class RenamePasskeyView(AccountView, EditWebAuthnView):
    """Another name for a passkey."""

    title = _("Rename a passkey")


class RemovePasskeyView(AccountView, RemoveWebAuthnView):
    """Remove a passkey."""

    title = _("Remove a passkey")


class RecoveryCodesView(AccountView, ViewRecoveryCodesView):
    """Recovery codes, to print and put away."""

    title = _("Recovery codes")


class DownloadCodesView(AccountView, DownloadRecoveryCodesView):
    """The same as a text file."""


class NewRecoveryCodesView(AccountView, GenerateRecoveryCodesView):
    """New codes in place of the old ones."""

    title = _("New recovery codes")


class SessionsView(AccountView, ListUserSessionsView):
    """Where one is signed in: browser and day, no network address. Reading deletes nothing."""

    title = _("Where you are signed in")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = FormView.get_context_data(self, **kwargs)
        listed = UserSession.objects.filter(user=self.request.user).order_by("-last_seen_at", "pk")
        rows = [
            {
                "browser": browser_words(session.user_agent),
                "began": session.created_at,
                "last_seen": session.last_seen_at,
                "is_current": session.is_current(),
            }
            for session in listed
            if session.exists()
        ]
        return context | {**self.frame(), "sessions": rows}


address = AddressView.as_view()
password = PasswordView.as_view()
confirm_password = ConfirmPasswordView.as_view()
confirm_code = ConfirmCodeView.as_view()
confirm_passkey = ConfirmPasskeyView.as_view()
second_steps = SecondStepsView.as_view()
activate_app = ActivateAppView.as_view()
remove_app = RemoveAppView.as_view()
passkeys = PasskeysView.as_view()
add_passkey = AddPasskeyView.as_view()
rename_passkey = RenamePasskeyView.as_view()
remove_passkey = RemovePasskeyView.as_view()
recovery_codes = RecoveryCodesView.as_view()
download_codes = DownloadCodesView.as_view()
new_recovery_codes = NewRecoveryCodesView.as_view()
sessions = SessionsView.as_view()
