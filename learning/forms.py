"""Forms of learning; private to the app."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from common.formkit import LineField
from members.bylines import byline_for


class VisitForm(forms.Form):
    """What the script of a lesson reports."""

    seconds = forms.IntegerField(min_value=0, max_value=3_600, required=False)
    unit = forms.CharField(
        max_length=10, required=False, validators=[RegexValidator(r"^u-[0-9a-f]{8}$")]
    )


class NameForm(forms.Form):
    """The name as it is to be printed."""

    printed_name = LineField(
        label=_("Name on the certificate"),
        help_text=_("As in your passport, or as people know you. Check it: it is printed."),
        limit=120,
        error_messages={"required": _("Write the name to print.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class LearnerField(forms.ModelChoiceField):
    """A person by their byline."""

    viewer: Any = None

    def label_from_instance(self, enrolment: Any) -> str:
        return byline_for(enrolment.user, self.viewer, "run").name


class ExtensionForm(forms.Form):
    """More time, more attempts: for one learner in one quiz, with a reason."""

    learner = LearnerField(label=_("Learner"), queryset=None, to_field_name="uuid")
    quiz = forms.ChoiceField(label=_("Quiz"))
    minutes = forms.IntegerField(
        label=_("Minutes more"), min_value=0, max_value=10_000, required=False
    )
    factor = forms.DecimalField(
        label=_("Times the time limit"),
        min_value=1,
        max_value=10,
        decimal_places=2,
        required=False,
        help_text=_("1.5 gives half as much again."),
    )
    attempts = forms.IntegerField(
        label=_("Attempts more"), min_value=0, max_value=100, required=False
    )
    reason = LineField(label=_("Reason"), limit=500)

    def __init__(self, *args: Any, quizzes: Any, people: Any, viewer: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["quiz"].choices = quizzes  # type: ignore[attr-defined]
        self.fields["learner"].queryset = people  # type: ignore[attr-defined]
        self.fields["learner"].viewer = viewer  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not (values.get("minutes") or values.get("factor") or values.get("attempts")):
            self.add_error("minutes", _("Say how much more: time, or attempts."))
        return values


class AnswersFileForm(forms.Form):
    """What a learner has saved where there was no line: the file of a quiz's page."""

    file = forms.FileField(
        label=_("File of answers"),
        help_text=_(
            "The text file from “Download my answers” in the test, unchanged. At most 900 kB."
        ),
        widget=forms.FileInput(attrs={"accept": ".txt,.json,text/plain"}),
        error_messages={"required": _("Choose the file."), "empty": _("The file is empty.")},
    )


class ReopenForm(forms.Form):
    """How long an abandoned attempt goes on, and why."""

    minutes = forms.IntegerField(
        label=_("Minutes from now"),
        min_value=5,
        max_value=10_080,
        help_text=_("From 5 minutes to a week (10,080). The learner is told at once."),
        error_messages={"required": _("Say how many minutes.")},
    )
    reason = LineField(label=_("Reason"), limit=500)
