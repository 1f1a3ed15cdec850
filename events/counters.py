"""Figures that events offer to the numbers strip."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common import counters
from events.models import EventPage


@counters.register("events", _("events"))
def count_events() -> QuerySet[Any]:
    """Events that anybody may read, past and coming; translations of one count once."""
    pages = EventPage.objects.visible_to(AnonymousUser())
    return pages.order_by().values("translation_key").distinct()
