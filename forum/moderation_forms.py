"""What moderators fill in: reasons, decisions, where a topic stands. Private to the app."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.formkit import LineField, ProseField
from forum.texts import REASON_MAX, STATEMENT_MAX
from forum.usual_reasons import USUAL, sentence_for


class _LoggedForm(forms.Form):
    """An act that the log keeps with its reason."""

    reason = LineField(
        label=_("Reason"),
        limit=REASON_MAX,
        help_text=_("Stands in the log, for moderators."),
        error_messages={"required": _("Give a reason.")},
    )


class UsualReasonForm(forms.Form):
    """A usual reason, whose sentence its author reads first; more may be added.

    `language`: what the author reads.
    """

    usual = forms.ChoiceField(
        label=_("A usual reason"),
        required=False,
        choices=[("", _("In your own words")), *((name, one.label) for name, one in USUAL.items())],
        help_text=_("Its sentence begins what the author is told, in the language they read."),
    )

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language = language

    def told(self) -> str:
        """What the author is told: the usual sentence, and what the moderator adds."""
        usual = sentence_for(self.cleaned_data.get("usual", ""), self.language)
        own = self.cleaned_data.get("statement", "")
        return "\n\n".join(part for part in (usual, own) if part)


class ReasonForm(UsualReasonForm, _LoggedForm):
    """Why a moderator takes a post down, and what its author is told."""

    field_order = ["usual", "reason", "statement"]
    statement = ProseField(
        label=_("What you tell the author"),
        limit=STATEMENT_MAX,
        required=False,
        help_text=_("They read it beside their post, and by e-mail."),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = False
        self.fields["reason"].help_text = _(
            "Stands in the log, for moderators. Write one where you chose no usual reason."
        )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        usual = found.get("usual", "")
        if not found.get("reason") and "reason" not in self.errors:
            if usual:
                found["reason"] = str(USUAL[usual].label)
            else:
                self.add_error("reason", self.fields["reason"].error_messages["required"])
        return found

    def written(self) -> dict[str, str]:
        """What the services of taking down take."""
        return {"reason": self.cleaned_data["reason"], "statement": self.told()}


class DecisionForm(UsualReasonForm):
    """What becomes of a post that was reported, and of the reports."""

    outcome = forms.ChoiceField(
        label=_("Is the report right?"),
        choices=[
            ("upheld", _("Yes: hide the post")),
            ("upheld-note", _("Yes, but the post may stay")),
            ("declined", _("No: the post stays, or is shown again")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what to do.")},
    )
    statement = ProseField(
        label=_("What you tell the author"),
        limit=STATEMENT_MAX,
        required=False,
        help_text=_("They read it beside their post, and by e-mail, where you act on it."),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    private_note = ProseField(
        label=_("Note for moderators"),
        limit=STATEMENT_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    field_order = ["outcome", "usual", "statement", "private_note"]

    def __init__(self, *args: Any, can_hide: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not can_hide:
            outcome: Any = self.fields["outcome"]
            outcome.choices = [one for one in outcome.choices if one[0] != "upheld"]
            del self.fields["usual"]

    def told(self) -> str:
        """A usual reason is one for hiding the post: of what stays, it is not said."""
        hides = self.cleaned_data["outcome"] == "upheld"
        return super().told() if hides else self.cleaned_data["statement"]


class BringBackForm(forms.Form):
    """How the author of a withdrawn post asked for it again."""

    reason = LineField(
        label=_("How its author asked"),
        limit=REASON_MAX,
        help_text=_("Such as: by e-mail, today. They are told, and may withdraw it again."),
        error_messages={"required": _("Say how they asked: without that it stays withdrawn.")},
    )


class RemovalForm(forms.Form):
    """Why a text is removed for good: the log keeps it."""

    reason = LineField(
        label=_("Legal reason"),
        limit=REASON_MAX,
        help_text=_("A court order, or a danger to somebody. It stands in the log."),
        error_messages={"required": _("Give a reason.")},
    )


class LockForm(forms.Form):
    """Why a topic takes no more answers."""

    reason = LineField(label=_("Reason, which readers see"), limit=REASON_MAX, required=False)


class PinForm(forms.Form):
    """Where a topic stands in its room's list."""

    kind = forms.ChoiceField(
        label=_("Where it stands"),
        choices=[
            ("topic", _("In its order")),
            ("sticky", _("Pinned above the others")),
            ("announcement", _("An announcement, first of all")),
        ],
        widget=forms.RadioSelect,
    )


class MoveForm(forms.Form):
    """Which room a topic goes to."""

    forum = forms.ChoiceField(label=_("Room"), error_messages={"required": _("Choose a room.")})

    def __init__(self, *args: Any, rooms: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        forum: Any = self.fields["forum"]
        forum.choices = [("", _("Choose a room")), *((str(pk), name) for pk, name in rooms)]


class SanctionForm(_LoggedForm):
    """A warning, or a silence of the usual lengths (forum.md §9)."""

    kind = forms.ChoiceField(
        label=_("What to do"),
        choices=[
            ("warning", _("Warn them")),
            ("silence", _("Let them read, but not write")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what to do.")},
    )
    hours = forms.TypedChoiceField(
        label=_("For how long"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=[
            ("24", _("One day")),
            ("72", _("Three days")),
            ("168", _("A week")),
            ("720", _("Thirty days")),
            ("", _("Until it is lifted")),
        ],
        initial="24",
        help_text=_("Counts for a silence; a warning has no end."),
    )
    statement = ProseField(
        label=_("What you tell the member"),
        limit=STATEMENT_MAX,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        error_messages={"required": _("Tell the member why.")},
    )
    field_order = ["kind", "hours", "reason", "statement"]


class RestoreForm(forms.Form):
    """Why an earlier text stands again."""

    reason = LineField(
        label=_("Why it stands again"),
        limit=REASON_MAX,
        help_text=_("Stands in the history of the post and in the log; its author is told."),
        error_messages={"required": _("Give a reason.")},
    )
