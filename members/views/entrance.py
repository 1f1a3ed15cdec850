"""Signing in and out, and a new password by mail."""

from typing import Any

from allauth.account.views import (
    LoginView,
    LogoutView,
    PasswordResetDoneView,
    PasswordResetFromKeyDoneView,
    PasswordResetFromKeyView,
    PasswordResetView,
)
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.webauthn.internal import auth
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from common.ratelimit import TooManyRequests, client_network, too_many_requests
from members import limits
from members.views.base import AccountView


class SignInView(AccountView, LoginView):
    """Address and password; the adapter counts failures before anything is hashed."""

    title = _("Sign in")
    page_kind = "sign-in"


class SecondStepView(AccountView, AuthenticateView):
    """A code or a passkey, after the password."""

    title = _("Second step")
    page_kind = "sign-in"

    def sent_form(self) -> Any:
        return self.form

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "code" not in request.POST:
            limits.PASSKEYS_FROM_ADDRESS.take(client_network(request))
        return super().post(request, *args, **kwargs)


class PasskeyView(AccountView, LoginWebAuthnView):
    """Signing in with a passkey alone. GET gives the browser what it signs."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return JsonResponse({"request_options": auth.begin_authentication(user=None)})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        limits.PASSKEYS_FROM_ADDRESS.take(client_network(request))
        return super().post(request, *args, **kwargs)

    def too_many(self, refusal: TooManyRequests) -> HttpResponse:
        return too_many_requests(self.request, refusal)


class SignOutView(AccountView, LogoutView):
    """A page that asks, and a POST that does it."""

    title = _("Sign out")


class ResetView(AccountView, PasswordResetView):
    """Ask for a link to choose a new password. Alike for every address (SEC12)."""

    title = _("Choose a new password")
    page_kind = "reset"

    def form_valid(self, form: Any) -> HttpResponse:
        limits.take_mail(self.request, form.cleaned_data["email"])
        return super().form_valid(form)


class ResetSentView(AccountView, PasswordResetDoneView):
    """A mail is on its way, if there is an account."""

    title = _("Look into your mailbox")
    page_kind = "reset"


class NewPasswordView(AccountView, PasswordResetFromKeyView):
    """The link of that mail: works once, for an hour."""

    title = _("Choose a new password")
    page_kind = "reset"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        limits.LINKS_FROM_ADDRESS.take(client_network(request))
        return super().post(request, *args, **kwargs)


class NewPasswordSetView(AccountView, PasswordResetFromKeyDoneView):
    """Done: sign in with it."""

    title = _("Your new password is set")
    page_kind = "reset"


class ClosedView(AccountView, TemplateView):
    """An account that is closed, for whoever comes to this address without having tried."""

    title = _("This account is closed")
    template_name = "account/account_inactive.html"


sign_in = SignInView.as_view()
second_step = SecondStepView.as_view()
passkey = PasskeyView.as_view()
sign_out = SignOutView.as_view()
reset = ResetView.as_view()
reset_sent = ResetSentView.as_view()
new_password = NewPasswordView.as_view()
new_password_set = NewPasswordSetView.as_view()
closed = ClosedView.as_view()
