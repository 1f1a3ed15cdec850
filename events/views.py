"""Addresses outside the page tree: the calendar of all events."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import override
from django.views.decorators.http import require_safe
from wagtail.models import Locale

from events import programme, selectors


@require_safe
def all_events(request: HttpRequest) -> HttpResponse:
    """`/events.ics?theme=…&country=…&type=…&lang=…`: what anybody may see, in one file.

    Unknown filters are ignored, an unknown language means the site's own.
    """
    locale = Locale.objects.filter(language_code=request.GET.get("lang", "")[:10]).first()
    locale = locale or Locale.get_default()
    with override(locale.language_code):
        return selectors.all_calendar(programme.for_calendar(request, locale), request)
