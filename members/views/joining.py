"""Joining in three steps: address and password, about you, the link in the mail."""

import time
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal import flows
from allauth.account.mixins import NextRedirectMixin, RedirectAuthenticatedUserMixin
from allauth.account.models import EmailAddress
from allauth.account.views import ConfirmEmailView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.hashers import make_password
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic.edit import FormView

from common.formkit import SeeOther
from common.ratelimit import client_network
from members import limits
from members.adapter import UNCONFIRMED
from members.forms import AboutForm, ResendForm, StartForm
from members.models import User, UserState
from members.services import Joining, sign_up
from members.views.base import AccountView

JOINING = "joining"  # in the session: what the first step has asked
KEPT_FOR = 3_600  # seconds between the steps


@method_decorator(sensitive_post_parameters("password1"), name="dispatch")
class StartView(AccountView, RedirectAuthenticatedUserMixin, NextRedirectMixin, FormView):
    """Step 1. Whether the address is known is not even looked at (SEC12)."""

    title = _("Join us")
    form_class = StartForm
    template_name = "account/signup.html"
    page_kind = "sign-up"

    def get_initial(self) -> dict[str, Any]:
        return {"email": self.request.session.get(JOINING, {}).get("email", "")}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        limits.SIGN_UPS_FROM_ADDRESS.take(client_network(request))
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: StartForm) -> HttpResponse:
        data = form.cleaned_data
        limits.SIGN_UPS_OF_MAILBOX.take(limits.mailbox(data["email"]))
        password = make_password(data["password1"])
        self.request.session[JOINING] = {
            "email": data["email"],
            "password": password,
            "at": time.time(),
        }
        return SeeOther(self.passthrough_next_url(reverse("account_signup_about")))


class AboutView(AccountView, RedirectAuthenticatedUserMixin, NextRedirectMixin, FormView):
    """Step 2. A known address answers like a new one; its owner gets another mail."""

    title = _("About you")
    form_class = AboutForm
    template_name = "account/signup_about.html"
    page_kind = "sign-up"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        begun = request.session.get(JOINING)
        if begun is not None and time.time() - begun["at"] < KEPT_FOR:
            return super().dispatch(request, *args, **kwargs)
        request.session.pop(JOINING, None)
        if UNCONFIRMED in request.session:  # the button was pressed twice
            return SeeOther(reverse("account_email_verification_sent"))
        messages.info(request, gettext("Begin again: we keep your answers for an hour."))
        return SeeOther(self.passthrough_next_url(reverse("account_signup")))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        limits.PROFILES_FROM_ADDRESS.take(client_network(request))
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: AboutForm) -> HttpResponse:
        request, data = self.request, form.cleaned_data
        begun = request.session.pop(JOINING)
        joining = Joining(
            email=begun["email"],
            password=begun["password"],
            display_name=data["display_name"],
            member_type=data["member_type"],
            country_of_residence=data["country_of_residence"],
            language=get_language() or settings.LANGUAGE_CODE,
        )
        user = sign_up(joining=joining)
        request.session[UNCONFIRMED] = begun["email"]
        if user is None:
            return flows.signup.prevent_enumeration(request, email=begun["email"])
        return flows.signup.complete_signup(request, user=user, redirect_url=self.get_next_url())


class LinkSentView(AccountView, FormView):
    """Step 3: look into your mailbox. Sends the link again, alike for every address."""

    title = _("Look into your mailbox")
    form_class = ResendForm
    template_name = "account/verification_sent.html"
    page_kind = "sign-up"

    def get_initial(self) -> dict[str, Any]:
        return {"email": self.request.session.get(UNCONFIRMED, "")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        address = self.request.session.get(UNCONFIRMED, "")
        context = super().get_context_data(**kwargs) | {"address": address}
        return context if address else context | {"title": ConfirmView.title}

    def form_valid(self, form: ResendForm) -> HttpResponse:
        email = form.cleaned_data["email"]
        limits.take_mail(self.request, email)
        self.request.session[UNCONFIRMED] = email
        _send_again(self.request, email)
        messages.success(self.request, gettext("We have sent the mail once more."))
        return SeeOther(reverse("account_email_verification_sent"))


class ConfirmView(AccountView, ConfirmEmailView):
    """The link of the mail. Opening it changes nothing: mail scanners open links too (SEC4)."""

    title = _("Confirm your address")
    template_name = "account/email_confirm.html"
    page_kind = "confirm-address"

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self.object = self.get_object()
        except Http404:
            self.object = None
        return self.render_to_response(self.get_context_data())

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        limits.LINKS_FROM_ADDRESS.take(client_network(self.request))
        try:
            return super().post(*args, **kwargs)
        except Http404:  # used meanwhile, or too old: the page says what to do
            return self.get(*args, **kwargs)

    def sent_form(self) -> StartForm:
        """There is nothing to fill in; the sentence needs a form to stand in."""
        self.object = None
        return StartForm(self.request.POST)


def _send_again(request: HttpRequest, email: str) -> None:
    """One mail whatever the address: its link, "you have an account", or "there is none"."""
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        flows.signup.send_unknown_account_mail(request, email)
    elif user.state == UserState.PENDING:
        EmailAddress.objects.get_for_user(user, email).send_confirmation(request, signup=True)
    else:
        get_adapter().send_account_already_exists_mail(email)


start = StartView.as_view()
about = AboutView.as_view()
link_sent = LinkSentView.as_view()
confirm = ConfirmView.as_view()
