"""Password, address, second step: forms of somebody who has an account."""

from typing import Any

from allauth.account.forms import AddEmailForm, ReauthenticateForm
from allauth.account.forms import ChangePasswordForm as AllauthChangePasswordForm
from allauth.core import context
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateCodeForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.conf import settings
from django.core.cache import caches
from django.utils.translation import gettext_lazy as _

from common.formkit import LineField
from members import limits
from members.forms.controls import AddressField, plain, plain_password
from members.models import User
from members.passwords import LengthValidator

KEY_NAME_MOST = 60  # characters


class ConfirmPasswordForm(ReauthenticateForm):
    """The password again, before something that matters (SEC7)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain_password(
            self,
            "password",
            "current-password",
            label=_("Password"),
            required=_("Enter your password."),
        )


class ChangePasswordForm(AllauthChangePasswordForm):
    """The old one and the new one, each once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        plain_password(
            self,
            "oldpassword",
            "current-password",
            label=_("Present password"),
            required=_("Enter your present password."),
        )
        plain_password(
            self,
            "password1",
            "new-password",
            label=_("New password"),
            help_text=LengthValidator().get_help_text(),
            required=_("Choose a password."),
        )

    def clean_oldpassword(self) -> str:
        """Counted like a sign-in: an open browser is no place to guess at leisure."""
        tries = limits.take_try(context.request, limits.mailbox(self.user.email))
        password = super().clean_oldpassword()
        tries.give_back()
        return password


class ChangeAddressForm(AddEmailForm):
    """The new address; it counts once its link was opened."""

    email = AddressField(label=_("New e-mail address"))


# --- Second step ------------------------------------------------------------------------------
def use_once(user: User, code: str) -> bool:
    """Whether this code was not used before while it holds (no replay, RFC 6238 §5.2)."""
    lifetime = settings.MFA_TOTP_PERIOD * (2 * settings.MFA_TOTP_TOLERANCE + 1)
    key = f"totp:{user.pk}:{normalize_user_code(code)}"
    return caches["default"].add(key, 1, lifetime)


def _plain_code(form: forms.Form) -> None:
    plain(
        form,
        "code",
        label=_("Code"),
        required=_("Enter the code."),
        help_text=_("Six digits from your app, or one of your recovery codes."),
    )
    form.fields["code"].widget.attrs |= {"inputmode": "numeric", "dir": "ltr"}


class _CountedCode:
    """Codes are counted like passwords, and an app's code opens once."""

    user: User
    authenticator: Authenticator

    def clean_code(self) -> str:
        tries = limits.take_code_try(context.request, self.user)
        code = super().clean_code()  # type: ignore[misc]  # the form beside this one
        is_app = self.authenticator.type == Authenticator.Type.TOTP
        if is_app and not use_once(self.user, code):
            raise forms.ValidationError(_("This code was used. Wait for the next one."))
        tries.give_back()
        return code


class CodeForm(_CountedCode, AuthenticateForm):
    """The second step of signing in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain_code(self)


class ConfirmCodeForm(_CountedCode, ReauthenticateCodeForm):
    """A code again, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain_code(self)


class ActivateCodesForm(ActivateTOTPForm):
    """The first code of a new app shows that it was set up right."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain_code(self)
        self.fields["code"].help_text = _("The six digits your app shows now.")

    def clean_code(self) -> str:
        tries = limits.take_code_try(context.request, self.user)
        code = super().clean_code()
        use_once(self.user, code)
        tries.give_back()
        return code


# What libraries raise at a credential that no browser made.
MALFORMED = (ValueError, TypeError, KeyError, AttributeError)


def _no_passkey() -> forms.ValidationError:
    return forms.ValidationError(_("This passkey was not accepted. Try again."))


class CredentialField(forms.JSONField):
    """What the browser made, as JSON. Nested beyond sense, it is no JSON."""

    def __init__(self) -> None:
        words = _("Your browser gave no passkey. Try again, with scripts allowed.")
        super().__init__(
            widget=forms.HiddenInput,
            error_messages={"required": words, "invalid": _no_passkey().message},
        )

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except RecursionError as problem:
            raise _no_passkey() from problem


class _CheckedPasskey:
    """A credential is whatever was sent: what cannot be read is refused, not an error of ours."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = CredentialField()

    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()  # type: ignore[misc]  # the form beside this one
        except forms.ValidationError as problem:
            raise _no_passkey() from problem
        except MALFORMED as problem:
            raise _no_passkey() from problem


class PasskeyForm(_CheckedPasskey, AuthenticateWebAuthnForm):
    """A passkey as the second step of signing in."""


class PasskeySignInForm(_CheckedPasskey, LoginWebAuthnForm):
    """A passkey instead of address and password."""


class ConfirmPasskeyForm(_CheckedPasskey, ReauthenticateWebAuthnForm):
    """A passkey again, before something that matters."""


class AddPasskeyForm(AddWebAuthnForm):
    """A new passkey: its name, and what the browser made of it."""

    name = LineField(
        label=_("Name"),
        required=False,
        limit=KEY_NAME_MOST,
        help_text=_("To tell your devices apart, such as “my phone”."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Each passkey of ours signs in alone, by PIN, finger or face on the device.
        self.fields.pop("passwordless", None)
        self.fields["credential"] = CredentialField()

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean()
        except forms.ValidationError as problem:
            raise _no_passkey() from problem
        except MALFORMED as problem:
            raise _no_passkey() from problem


class RenamePasskeyForm(EditWebAuthnForm):
    """Another name for a passkey."""

    name = LineField(
        label=_("Name"), limit=KEY_NAME_MOST, error_messages={"required": _("Write a name.")}
    )
