"""What changes the frame of every page."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.signals import (
    page_published,
    page_slug_changed,
    page_unpublished,
    post_page_move,
)

from m4dnet.navigation import forget_sections


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
