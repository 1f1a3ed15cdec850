"""What changes pages that are kept, and the files on them."""

from typing import Any

from django.db.models.signals import post_delete
from django.dispatch import receiver
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import CollectionViewRestriction, Locale, Page, PageViewRestriction, Site
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from common.indexing.files import note_files
from common.models import SiteImage, SiteSettings
from common.page_cache import forget_pages, forget_pages_with

for signal in (page_published, page_unpublished, page_slug_changed, post_page_move):
    signal.connect(forget_pages, dispatch_uid="forget_pages")
# Every kind of page is one: its row in this table goes with it. Saving one publishes nothing.
post_delete.connect(forget_pages, sender=Page, dispatch_uid="forget_pages")
forget_pages_with(
    CollectionViewRestriction, Locale, PageViewRestriction, Redirect, Site, SiteImage, SiteSettings
)


@receiver(page_published, dispatch_uid="note_files")
def on_page_published(instance: Page, **kwargs: Any) -> None:
    """Which files it shows now; their texts are found by it."""
    note_files(instance)
