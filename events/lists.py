"""What events offers to the block that shows the newest of a list."""

from typing import TYPE_CHECKING

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from common import lists
from common.stream import StreamItem
from events.programme import FACETS
from events.selectors import events_for, stream_items
from taxonomy.facets import FacetSet

if TYPE_CHECKING:
    from common.typing import AnyUser


@lists.register("events", _("Events"))
def newest(
    viewer: "AnyUser", locale: Locale, request: HttpRequest, n: int, filters: QueryDict
) -> list[StreamItem]:
    """Takes the filters of the calendar: type, theme, country, words."""
    events = FacetSet(events_for(viewer, locale), FACETS, filters).results
    return stream_items(viewer, locale, request, n, events)
