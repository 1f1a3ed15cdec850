"""Controls that forms of accounts share."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.collation import sort_key
from taxonomy.models import Country

EMAIL_REQUIRED = _("Enter your e-mail address.")
EMAIL_WRONG = _("Enter an e-mail address like name@example.org.")


class ShownPassword(forms.PasswordInput):
    """A password that may be pasted, kept by a manager, and shown by who types it (SEC8)."""

    def __init__(self, autocomplete: str) -> None:
        super().__init__(
            attrs={
                "autocomplete": autocomplete,
                "data-module": "show-password",
                "data-show": _("Show"),
                "data-hide": _("Hide"),
            }
        )


class AddressField(forms.EmailField):
    """An e-mail address, in small letters."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=254,
            error_messages={"required": EMAIL_REQUIRED, "invalid": EMAIL_WRONG},
            widget=forms.EmailInput(attrs={"autocomplete": "email"}),
            **kwargs,
        )

    def clean(self, value: Any) -> str:
        return super().clean(value).lower()

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """No `maxlength`: a browser would cut a longer address without a word."""
        return {}


class CountryField(forms.ModelChoiceField):
    """All countries, by their name in the reader's language."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            queryset=Country.objects.none(),
            empty_label=_("Choose a country"),
            widget=forms.Select(attrs={"autocomplete": "country"}),
            **kwargs,
        )

    def offer(self) -> None:
        """Read the countries: called by each form that is made, so that names are fresh."""
        countries = Country.objects.offered()
        self.queryset = countries
        named = sorted(
            ((country.pk, country.label) for country in countries),
            key=lambda choice: sort_key(choice[1]),
        )
        self.choices = [("", self.empty_label), *named]


def plain(form: forms.Form, name: str, **texts: Any) -> None:
    """Give a field of allauth our words, and no placeholder in place of its label."""
    field = form.fields[name]
    field.widget.attrs.pop("placeholder", None)
    field.help_text = texts.pop("help_text", "")
    required = texts.pop("required", None)
    if required:
        field.error_messages["required"] = required
    for attribute, value in texts.items():
        setattr(field, attribute, value)


def plain_password(form: forms.Form, name: str, autocomplete: str, **texts: Any) -> None:
    """The same for a password, which becomes one that may be shown."""
    form.fields[name].widget = ShownPassword(autocomplete)
    plain(form, name, **texts)
