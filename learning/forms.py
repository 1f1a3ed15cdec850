"""Forms of learning; private to the app."""

from collections.abc import Collection, Iterable
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.formkit import LineField, MomentField
from learning.models import CourseRun, Enrolment, Override
from learning.taking.received import as_uuid
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
    """More time, more attempts, a later date in one quiz: for a learner or for all, with a reason.

    `limits` are the quizzes that have a limit of time, `counted` those that count attempts.
    """

    learner = LearnerField(
        label=_("Learner"), queryset=None, to_field_name="uuid", required=False, empty_label="–"
    )
    everybody = forms.BooleanField(label=_("Everybody in this run"), required=False)
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
        localize=True,  # 1,5 in French
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        help_text=_("1.5 gives half as much again."),
    )
    attempts = forms.IntegerField(
        label=_("Attempts more"), min_value=0, max_value=100, required=False
    )
    until = MomentField(label=_("Open until"), required=False)
    reason = LineField(label=_("Reason"), limit=500)

    def __init__(
        self,
        *args: Any,
        run: Any,
        quizzes: Any,
        limited: Collection[str],
        counted: Collection[str],
        people: Any,
        viewer: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.run, self.limited, self.counted = run, limited, counted
        self.fields["quiz"].choices = quizzes  # type: ignore[attr-defined]
        self.fields["learner"].queryset = people  # type: ignore[attr-defined]
        self.fields["learner"].viewer = viewer  # type: ignore[attr-defined]
        if run.closes_at is None:  # nothing ends: there is no later date
            del self.fields["until"]

    def offer(self, people: Iterable[Enrolment], *, are_all: bool) -> None:
        """Name these alone in the list, and who was chosen: of thousands it would be a heavy page.

        Whoever else has a place in the run is taken all the same.
        """
        field: Any = self.fields["learner"]
        offered = {str(one.uuid): one for one in people if one.has_a_place}
        chosen = as_uuid(str(self["learner"].value() or ""))
        if chosen and str(chosen) not in offered:
            offered |= {str(one.uuid): one for one in field.queryset.filter(uuid=chosen)}
        named = [(key, field.label_from_instance(one)) for key, one in offered.items()]
        field.widget.choices = [("", field.empty_label), *named]
        if not are_all:
            field.help_text = _("Who is listed above. For others, begin at their own page.")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if "learner" not in self.errors and bool(values.get("learner")) == values["everybody"]:
            self.add_error("learner", _("Choose one learner, or everybody."))
        names = ("minutes", "factor", "attempts", "until")
        if all(values.get(name) is None and name not in self.errors for name in names):
            self.add_error("minutes", _("Say how much more: time, attempts or a later date."))
        until = values.get("until")
        if until and until <= max(self.run.closes_at, timezone.now()):
            self.add_error("until", _("Choose a moment after the end of the run, and after now."))
        quiz = values.get("quiz")
        if quiz:
            self._check_effect(values, quiz)
        return values

    def _check_effect(self, values: dict[str, Any], quiz: str) -> None:
        """Nobody is told that they got what changes nothing."""
        for name in ("minutes", "factor"):
            if values.get(name) and quiz not in self.limited:
                self.add_error(name, _("This quiz has no time limit."))
        if values.get("attempts") and quiz not in self.counted:
            self.add_error("attempts", _("Attempts at this quiz are not limited."))


def initial_of(override: Override | None, run: CourseRun) -> dict[str, Any]:
    """What was granted, as the form shows it. The reason is asked for again each time."""
    if override is None:
        return {}
    factor, until = override.time_factor.normalize(), override.due_at
    is_ahead = until and run.closes_at and until > max(run.closes_at, timezone.now())
    return {
        "minutes": override.extra_seconds // 60 or None,
        "factor": None if factor == 1 else factor,
        "attempts": override.extra_attempts or None,
        "until": until if is_ahead else None,  # the form would refuse what is over
    }


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
