"""What templates of other rooms need to show a record."""

from typing import Any

from django import template

from library import selectors
from library.models import ResourcePage

register = template.Library()


@register.simple_tag(takes_context=True)
def teaser_of(context: dict[str, Any], page: ResourcePage) -> selectors.Teaser:
    """{% teaser_of page as teaser %}: the record in short, for the reader of this page."""
    return selectors.teaser_of(page, context.get("request"))
