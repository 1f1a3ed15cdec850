"""The first step of joining. Field names are contract C6."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from members.forms.controls import AddressField, ShownPassword
from members.models import User
from members.passwords import LengthValidator


class StartForm(forms.Form):
    """Address and password. Whether the address is known makes no difference (SEC12)."""

    email = AddressField(
        label=_("E-mail address"), help_text=_("For signing in. Nobody else sees it.")
    )
    password1 = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=ShownPassword("new-password"),
        error_messages={"required": _("Choose a password.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = LengthValidator().get_help_text()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "password1" in data:
            try:
                validate_password(data["password1"], User(email=data.get("email", "")))
            except ValidationError as problem:
                self.add_error("password1", problem)
        return data
