"""What admins fill in about rooms: names, places, rights, whose posts wait. Private to the app."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.models import Group
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.formkit import LineField, ProseField
from common.templatetags.m4d import language_name
from forum.models import PreModeration, Preset
from forum.texts import ROOM_MAX, ROOM_MIN

DESCRIPTION_MAX = 500  # characters


class NamesForm(forms.Form):
    """Name and description in each language of the site; the first one is required.

    `texts`: {language: (name, description)}, "" for the room's own.
    """

    def __init__(
        self, *args: Any, texts: dict[str, tuple[str, str]] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for code, _english in settings.LANGUAGES:
            is_own = code == settings.LANGUAGE_CODE
            known = texts or {}
            name, description = known.get(code) or known.get("" if is_own else code, ("", ""))
            language = {"language": language_name(code)}
            self.fields[f"name_{code}"] = LineField(
                label=gettext("Name (%(language)s)") % language,
                limit=ROOM_MAX,
                required=is_own,
                initial=name,
                help_text="" if is_own else _("Without one, the first name stands there too."),
                error_messages={"required": _("Give a name of 2 to 100 characters.")},
                widget=forms.TextInput(attrs={"lang": code, "dir": "auto"}),
            )
            self.fields[f"description_{code}"] = ProseField(
                label=gettext("What it is for (%(language)s)") % language,
                limit=DESCRIPTION_MAX,
                required=False,
                initial=description,
                widget=forms.Textarea(attrs={"rows": 2, "lang": code, "dir": "auto"}),
            )

    def clean(self) -> dict[str, Any]:
        """A name that is too short is told at its own field."""
        found: dict[str, Any] = super().clean() or {}
        for name, value in list(found.items()):
            if name.startswith("name_") and 0 < len(value) < ROOM_MIN:
                self.add_error(name, _("Give a name of 2 to 100 characters."))
        return found

    def texts(self) -> dict[str, tuple[str, str]]:
        """{language: (name, description)}, as the services take them."""
        found = self.cleaned_data
        codes = (code for code, _english in settings.LANGUAGES)
        return {code: (found[f"name_{code}"], found[f"description_{code}"]) for code in codes}


class PlaceForm(forms.Form):
    """The shelf a room stands on. `shelves`: [(number, name)]."""

    parent = forms.ChoiceField(
        label=_("Shelf"),
        required=False,
        help_text=_("A room on a shelf is closed to whoever may not read the shelf."),
    )

    def __init__(self, *args: Any, shelves: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parent: Any = self.fields["parent"]
        parent.choices = [("", _("On no shelf")), *((str(pk), name) for pk, name in shelves)]


class RightsForm(forms.Form):
    """Who reads and writes in a room."""

    preset = forms.ChoiceField(
        label=_("Who reads and writes"),
        choices=Preset.choices,
        widget=forms.RadioSelect,
        initial=Preset.PUBLIC,
        error_messages={"required": _("Choose what to do.")},
    )
    group = forms.ModelChoiceField(
        Group.objects.order_by("name"),
        label=_("Group"),
        required=False,
        empty_label=_("No group"),
        help_text=_("Of a working group alone: who reads and writes."),
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("preset") != Preset.GROUP:
            found["group"] = None
        elif found.get("group") is None and "group" not in self.errors:
            self.add_error("group", _("Choose the group."))
        return found


class HeldForm(forms.Form):
    """Whose posts a moderator reads before they are published."""

    pre_moderation = forms.ChoiceField(
        label=_("Whose posts wait for a moderator"),
        choices=PreModeration.choices,
        widget=forms.RadioSelect,
        initial=PreModeration.NEW,
        help_text=_("What waits already, waits on. Posts of hosts, experts and staff never wait."),
        error_messages={"required": _("Choose what to do.")},
    )


class NewRoomForm(NamesForm, PlaceForm, RightsForm, HeldForm):
    """A room, or a shelf that holds rooms."""

    kind = forms.ChoiceField(
        label=_("What you make"),
        choices=[
            ("room", _("A room, for topics")),
            ("shelf", _("A shelf, for rooms")),
        ],
        widget=forms.RadioSelect,
        initial="room",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [name for name in self.fields if name.startswith(("name_", "description_"))]
        self.order_fields(["kind", *names, "parent", "preset", "group", "pre_moderation"])

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        if found.get("kind") == "shelf":
            found["parent"] = ""  # a shelf stands on no other
        return found
