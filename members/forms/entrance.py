"""Signing in, a new password, the link again."""

from typing import Any

from allauth.account.forms import LoginForm, ResetPasswordForm, ResetPasswordKeyForm
from django import forms
from django.utils.translation import gettext_lazy as _

from members.forms.controls import (
    EMAIL_REQUIRED,
    EMAIL_WRONG,
    AddressField,
    plain,
    plain_password,
)
from members.passwords import LengthValidator


class SignInForm(LoginForm):
    """Address and password; `remember` is the reader's own choice each time."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self, "login", label=_("E-mail address"), required=EMAIL_REQUIRED)
        self.fields["login"].error_messages["invalid"] = EMAIL_WRONG
        plain_password(
            self,
            "password",
            "current-password",
            label=_("Password"),
            required=_("Enter your password."),
        )
        plain(
            self,
            "remember",
            label=_("Stay signed in for 14 days. Not on a device that others use too."),
        )


class ResetForm(ResetPasswordForm):
    """Where to send the link for a new password."""

    email = AddressField(label=_("E-mail address"))


class NewPasswordForm(ResetPasswordKeyForm):
    """The new password, once: it can be shown while it is typed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        plain_password(
            self,
            "password1",
            "new-password",
            label=_("New password"),
            help_text=LengthValidator().get_help_text(),
            required=_("Choose a password."),
        )


class ResendForm(forms.Form):
    """Which mailbox gets the link once more."""

    email = AddressField(label=_("E-mail address"))
