"""How often one visitor may search (search.md §21)."""

from django.http import HttpRequest

from common.ratelimit import Limit, client_network
from common.reader import viewer_of

MINUTE = 60  # seconds
SEARCHES = Limit("search", 60, MINUTE)
SUGGESTIONS = Limit("suggestions", 300, MINUTE)


def visitor_of(request: HttpRequest) -> str:
    """Who is counted: the account, or the place where the request came from."""
    viewer = viewer_of(request)
    return f"member {viewer.pk}" if viewer.is_authenticated else client_network(request)
