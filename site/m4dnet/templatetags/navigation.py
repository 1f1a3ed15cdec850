"""The frame around a page, for `base.html` and `templates/navigation/`."""

from typing import Any

from django import template
from django.contrib.messages import get_messages
from django.template.context import Context
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from m4dnet.navigation import Frame, Link, frame_of
from members.permissions import is_staff
from notifications.unread import unread_of

register = template.Library()

# What a signed-in reader finds behind "My account".
ACCOUNT = (
    ("members:me", _("My page")),
    ("members:profile", _("Profile, language and time zone")),
    ("notifications:settings", _("Notices by e-mail")),
    ("saved_searches", _("Saved searches")),
    ("account_email", _("E-mail address")),
    ("account_change_password", _("Password")),
    ("mfa_index", _("Second step at sign-in")),
    ("usersessions_list", _("Where you are signed in")),
)


@register.simple_tag(takes_context=True)
def page_frame(context: Context) -> Frame:
    """Menu, footer, breadcrumb and languages of the page that is being rendered."""
    page = context.get("page")
    # What was asked for in vain is not printed again, not even in a link (SEC3).
    is_error = str(context.get("page_kind", "")).startswith("error-")
    return frame_of(
        context.get("request"),
        page if isinstance(page, Page) else None,
        keeps_query=not is_error,
    )


@register.simple_tag(takes_context=True)
def account_links(context: Context) -> list[Link]:
    """The pages of one's own account; for staff the admin too."""
    links = [Link(str(title), reverse(name)) for name, title in ACCOUNT]
    if is_staff(context["viewer"]):
        links.append(Link(str(_("Editing")), reverse("wagtailadmin_home")))
    return links


@register.simple_tag(takes_context=True)
def unread_notices(context: Context) -> int:
    """How many notices the signed-in reader has not read; kept for half a minute."""
    return unread_of(context["viewer"])


@register.simple_tag(takes_context=True)
def messages_left(context: Context) -> list[Any]:
    """What an earlier request left to say; common.messages looks only where a session is."""
    request = context.get("request")
    return [] if request is None else list(get_messages(request))
