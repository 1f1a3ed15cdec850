"""Forms of accounts. Names of fields are part of the test contract (C6)."""

from members.forms.entrance import (
    NewPasswordForm,
    ResendForm,
    ResetForm,
    SignInForm,
)
from members.forms.person import AboutForm, ProfileForm
from members.forms.security import (
    ActivateCodesForm,
    AddPasskeyForm,
    ChangeAddressForm,
    ChangePasswordForm,
    CodeForm,
    ConfirmCodeForm,
    ConfirmPasskeyForm,
    ConfirmPasswordForm,
    PasskeyForm,
    PasskeySignInForm,
    RenamePasskeyForm,
)
from members.forms.start import StartForm

__all__ = [
    "AboutForm",
    "ActivateCodesForm",
    "AddPasskeyForm",
    "ChangeAddressForm",
    "ChangePasswordForm",
    "CodeForm",
    "ConfirmCodeForm",
    "ConfirmPasskeyForm",
    "ConfirmPasswordForm",
    "NewPasswordForm",
    "PasskeyForm",
    "PasskeySignInForm",
    "ProfileForm",
    "RenamePasskeyForm",
    "ResendForm",
    "ResetForm",
    "SignInForm",
    "StartForm",
]
