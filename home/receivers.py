"""What home does when something is published elsewhere."""

from typing import Any

from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_published

from common.page_cache import forget_pages_with
from home import services
from home.models import Milestone, MilestoneRelated
from taxonomy.models import Classified, Country, Theme
from taxonomy.signals import term_merging

forget_pages_with(Milestone, MilestoneRelated)  # no pages of their own, but printed on some


@receiver(page_published)
def on_page_published(instance: Page, **kwargs: Any) -> None:
    """A country named for the first time gets its page."""
    if isinstance(instance, Classified):
        services.open_pages_of(page=instance)


@receiver(term_merging, sender=Theme)
@receiver(term_merging, sender=Country)
def on_term_merging(source: Any, into: Any, **kwargs: Any) -> None:
    """The page about the one leads to the page about the other."""
    services.fold_pages_of(source=source, into=into)
