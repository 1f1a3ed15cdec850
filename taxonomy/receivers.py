"""What happens elsewhere and concerns terms."""

from typing import Any

from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_published

from taxonomy.models import Classified
from taxonomy.services import follow_merges


@receiver(page_published)
def on_page_published(instance: Page, **kwargs: Any) -> None:
    """A draft or an old revision may still speak of a term that was merged since."""
    if isinstance(instance, Classified):
        follow_merges(page=instance)
