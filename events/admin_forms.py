"""The form editors fill in: rules for publishing an event, which never stop a draft."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.partial_dates import PartialDate
from events.moments import NoSuchTime, in_calendar, moment, span_of_days, zone_names
from taxonomy.admin_forms import ClassifiedPageForm
from taxonomy.models import Language


def language_choices() -> list[tuple[str, str]]:
    """Codes and names of the languages on offer."""
    return [(one.code, one.label) for one in Language.objects.offered()]


class LanguageCodesField(forms.MultipleChoiceField):
    """Languages as a list of codes, which is how the event keeps them."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, label: Any) -> None:
        super().__init__(choices=language_choices, label=label, required=False)


class EventForm(ClassifiedPageForm):
    """platform.md §14: times need a day and a zone, sessions lie inside, the held is over."""

    languages = LanguageCodesField(label=_("Languages"))
    interpretation = LanguageCodesField(label=_("Interpretation into"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.is_deferred_validation:
            for field, message in self.problems(cleaned):
                self.add_error(field if field in self.fields else None, message)
            self._check_sessions(cleaned)
        return cleaned

    def problems(self, cleaned: dict[str, Any]) -> list[tuple[str, Any]]:
        """(field, sentence) of what stands in the way of publishing."""
        found = []
        if not cleaned.get("type"):
            found.append(("type", _("Choose what kind of event it is.")))
        # A loaded record may have no date; whoever announces an event knows one.
        if not cleaned.get("start") and not self.instance.external_id and "start" in cleaned:
            found.append(("start", _("Write the first day, or the month or year if more is open.")))
        days = _days(cleaned)
        if days:
            found += _problems_of_days(*days, cleaned)
        return found + _problems_of_times(days, cleaned)

    def _check_sessions(self, cleaned: dict[str, Any]) -> None:
        """Each session lies inside the event's days; errors stand at the session."""
        days = _days(cleaned)
        formset = self.formsets.get("sessions")
        if not days or formset is None:
            return
        for form in formset.forms:
            if form in formset.deleted_forms or not form.is_valid():
                continue
            session = form.cleaned_data
            if not session.get("day") or not session.get("zone"):
                continue
            inside = span_of_days(*days, cleaned.get("zone") or session["zone"])
            starts = moment(session["day"], session["start_time"], session["zone"])
            last_day = session.get("end_day") or session["day"]
            ends = moment(last_day, session["end_time"], session["zone"], after=starts)
            if starts < inside.begins or ends > inside.finishes:
                form.add_error("day", _("This is outside the days of the event."))


def _days(cleaned: dict[str, Any]) -> tuple[PartialDate, PartialDate] | None:
    """First and last day; None while one of them is missing, or is for the model to refuse."""
    try:
        first = PartialDate.parse(cleaned.get("start") or "")
        last = PartialDate.parse(cleaned.get("end") or "") if cleaned.get("end") else first
    except ValueError:
        return None
    return (first, last) if in_calendar(first.first()) and in_calendar(last.first()) else None


def _problems_of_days(
    first: PartialDate, last: PartialDate, cleaned: dict[str, Any]
) -> list[tuple[str, Any]]:
    found = []
    if last.last() < first.first():
        found.append(("end", _("Let the event end after it starts.")))
    if cleaned.get("status") == "held" and first.first() > timezone.localdate():
        found.append(("status", _("It has not been held yet: choose “Planned”.")))
    return found


def _problems_of_times(
    days: tuple[PartialDate, PartialDate] | None, cleaned: dict[str, Any]
) -> list[tuple[str, Any]]:
    start_time, end_time, zone = (cleaned.get(name) for name in ("start_time", "end_time", "zone"))
    if end_time and not start_time:
        return [("start_time", _("Write when it starts, too."))]
    if not start_time or days is None:
        return []
    first, last = days
    if not (first.day and last.day):
        return [("start", _("A time needs the whole date: day, month and year."))]
    if zone not in zone_names():
        return [("zone", _("A time needs its zone, such as Africa/Nairobi."))]
    try:
        starts = moment(first.first(), start_time, zone)
        ends = moment(last.last(), end_time, zone, after=starts) if end_time else None
    except NoSuchTime:
        return [("start_time", _("Clocks skip this time on this day."))]
    if ends is not None and ends <= starts:
        return [("end_time", _("Let the event end after it starts."))]
    return []
