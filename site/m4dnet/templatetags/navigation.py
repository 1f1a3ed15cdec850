"""The frame around a page, for `base.html` and `templates/navigation/`."""

from contextlib import suppress
from typing import Any

from django import template
from django.contrib.messages import get_messages
from django.template.context import Context
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from m4dnet.navigation import Frame, Link, frame_of

register = template.Library()

# What a signed-in reader finds behind "My account"; a view that does not exist yet is left out.
ACCOUNT = (
    ("account_email", _("E-mail addresses")),
    ("account_change_password", _("Password")),
    ("mfa_index", _("Two-step sign-in")),
    ("usersessions_list", _("Where you are signed in")),
)


@register.simple_tag(takes_context=True)
def page_frame(context: Context) -> Frame:
    """Menu, footer, breadcrumb and languages of the page that is being rendered."""
    page = context.get("page")
    return frame_of(context.get("request"), page if isinstance(page, Page) else None)


@register.simple_tag
def account_links() -> list[Link]:
    """The pages of one's own account, as far as there are any."""
    links = []
    for name, title in ACCOUNT:
        with suppress(NoReverseMatch):
            links.append(Link(str(title), reverse(name)))
    return links


@register.simple_tag(takes_context=True)
def messages_left(context: Context) -> list[Any]:
    """What an earlier request left to say; common.messages looks only where a session is."""
    request = context.get("request")
    return [] if request is None else list(get_messages(request))
