"""What home does when something is published elsewhere."""

from typing import Any

from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_published

from common.page_cache import forget_pages_with
from home import services
from home.models import Milestone, MilestoneRelated
from taxonomy.models import Classified

forget_pages_with(Milestone, MilestoneRelated)  # no pages of their own, but printed on some


@receiver(page_published)
def on_page_published(instance: Page, **kwargs: Any) -> None:
    """A country named for the first time gets its page."""
    if isinstance(instance, Classified):
        services.open_pages_of(page=instance)
