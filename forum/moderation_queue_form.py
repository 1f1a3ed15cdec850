"""What the moderators' queue is narrowed to, from its address and back. Private to the app."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from common.templatetags.m4d import language_name
from forum.models import ReportReason
from forum.selectors.queue import DANGER, HELD, KINDS, LATE, REPORTED, Queue, QueueFilters

LABELS = {
    DANGER: ReportReason.DANGER.label,
    REPORTED: _("Reported"),
    HELD: _("Waits to be published"),
    LATE: _("Came after the end"),
}
MOST_DIGITS = 18  # of the number of a room


def filters_of(asked: Any) -> QueueFilters:
    """The filters that an address names; unknown values narrow nothing."""
    kind, room = asked.get("kind", ""), asked.get("room", "")
    is_number = room.isascii() and room.isdigit() and len(room) <= MOST_DIGITS
    return QueueFilters(
        kind=kind if kind in KINDS else "",
        room=int(room) if is_number else None,
        language=asked.get("language", "")[:12],
        overdue=asked.get("overdue", "") == "on",
    )


def query_of(chosen: QueueFilters) -> str:
    """The filters as the beginning of an address that a page number may follow."""
    kept = address_of(chosen)
    return f"{kept}&" if kept else "?"


def address_of(chosen: QueueFilters) -> str:
    """The filters as the end of an address: what is decided leads back to them. "" without any."""
    pairs = {
        "kind": chosen.kind,
        "room": chosen.room,
        "language": chosen.language,
        "overdue": "on" if chosen.overdue else "",
    }
    kept = {name: value for name, value in pairs.items() if value}
    return f"?{urlencode(kept)}" if kept else ""


class QueueForm(forms.Form):
    """The filters of the queue, each choice with how much it would find."""

    is_filter = True  # nobody needs to be told that a filter is optional

    kind = forms.ChoiceField(label=_("What it is"), required=False)
    room = forms.ChoiceField(label=_("Room"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    overdue = forms.BooleanField(required=False)

    def __init__(self, chosen: QueueFilters, queue: Queue) -> None:
        initial = {
            "kind": chosen.kind,
            "room": str(chosen.room or ""),
            "language": chosen.language,
            "overdue": chosen.overdue,
        }
        super().__init__(initial=initial, auto_id="filter_%s")
        self._offer("kind", _("Everything"), [(one, LABELS[one]) for one in KINDS], queue.kinds)
        found = {str(pk): number for pk, _name, number in queue.rooms}
        rooms = [(str(pk), name) for pk, name, _number in queue.rooms]
        self._offer("room", _("All rooms"), rooms, found)
        spoken = [(code, language_name(code)) for code in sorted(queue.languages)]
        self._offer("language", _("All languages"), spoken, queue.languages)
        self.fields["overdue"].label = _("Overdue (%(number)d)") % {"number": queue.overdue_here}

    def _offer(
        self, name: str, everything: Any, pairs: list[tuple[str, Any]], found: dict[str, int]
    ) -> None:
        field: Any = self.fields[name]
        named = [(value, f"{label} ({found.get(value, 0)})") for value, label in pairs]
        field.choices = [("", everything), *named]
