"""Places on a page of a lower floor that apps above fill (house.md; look.md §8, "Slots").

The page says `{% slot "me" %}`, or `{% slot "member" person %}` with what it is about. An app fills
it in its own `slots.py`, which `common.apps` imports at start:

    @slots.fill("me", template="forum/my_discussions.html", order=20)
    def my_discussions(viewer, request, subject):
        return {"topics": ...}  # None: nothing to show here
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

if TYPE_CHECKING:
    from common.typing import AnyUser

# Each place, and what it is about.
PLACES = {
    "me": "one's own page: panels of the main column; about nothing",
    "me_links": "one's own page: items (li) of the list of links to one's account; about nothing",
    "since": "the front page: rows of what waits for a member since they were here; about nothing",
}

Fill = Callable[["AnyUser", HttpRequest | None, Any], dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Filling:
    """One app's part of a place: a template, and the function that finds what it shows.

    The function takes viewer, request and the place's subject, and at most two queries; in "since"
    one, for the front page has few left.
    """

    template: str
    order: int
    find: Fill


_registry: dict[str, list[Filling]] = {place: [] for place in PLACES}


def fill(place: str, *, template: str, order: int) -> Callable[[Fill], Fill]:
    """Decorator: show the template in this place, in the order of the numbers.

    Raises KeyError for a place that no page has.
    """

    here = _registry[place]

    def keep(find: Fill) -> Fill:
        here.append(Filling(template, order, find))
        return find

    return keep


def fillings(place: str) -> list[Filling]:
    """What apps have put into the place, in order. Raises KeyError for a place unknown."""
    return sorted(_registry[place], key=lambda one: one.order)
