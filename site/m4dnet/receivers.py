"""What changes the frame of every page, and mails that apps below ask for by a signal."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.signals import (
    page_published,
    page_slug_changed,
    page_unpublished,
    post_page_move,
)

from m4dnet.navigation import forget_sections
from members import mailing
from search.signals import alert_due


@receiver([page_published, page_unpublished, post_page_move, page_slug_changed])
def on_pages_changed(**kwargs: Any) -> None:
    """Menu and footer show what is live, where it now is."""
    forget_sections()


@receiver([post_save, post_delete], sender=PageViewRestriction)
@receiver([post_save, post_delete], sender=Site)
def on_access_changed(**kwargs: Any) -> None:
    """A section behind a restriction leaves the menu; a new root brings other sections."""
    forget_sections()


@receiver(post_delete)
def on_page_deleted(sender: type, **kwargs: Any) -> None:
    """A page that is deleted without being withdrawn first."""
    if issubclass(sender, Page):
        forget_sections()


@receiver(alert_due)
def on_new_finds(*, saved: Any, hits: Any, search_url: str, stop_url: str, **kwargs: Any) -> bool:
    """A mail in the member's language, until `notifications` exists (search.md §10)."""
    stop = mailing.site_url(stop_url)
    with mailing.as_read_by(saved.user):
        message = mailing.compose(
            "search_alert",
            saved.user.email,
            {
                "name": saved.name,
                "hits": [(hit, mailing.site_url(hit.url)) for hit in hits],
                "search_url": mailing.site_url(search_url),
                "stop_url": stop,
                "change_url": mailing.site_url(reverse("saved_searches")),
            },
        )
        # Mail programs may stop it for their owners by themselves (RFC 8058).
        message.extra_headers |= {
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
        return mailing.send(message)
