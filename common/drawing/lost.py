"""The drawing of the 404 page: an arc that does not arrive."""

from django.utils.safestring import SafeString, mark_safe

LOST = (
    '<svg class="lost" viewBox="0 0 320 96" width="320" height="96" aria-hidden="true">'
    '<path class="go" d="M24 80A112 64 0 0 1 210 28"/>'
    '<path class="gap" d="M210 28A112 64 0 0 1 248 80"/>'
    '<path class="line" d="M0 80H320"/>'
    '<g class="points"><circle cx="24" cy="80" r="4"/></g>'
    '<circle class="ring" cx="248" cy="80" r="4"/></svg>'
)


def lost_svg() -> SafeString:
    """Always the same: there is nothing to say about a page that is not there."""
    return mark_safe(LOST)  # noqa: S308 - a constant
