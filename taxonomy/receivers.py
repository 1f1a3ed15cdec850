"""What happens elsewhere and concerns terms."""

from typing import Any

from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_published

from common.page_cache import forget_pages_with
from taxonomy.models import Acronym, Classified, CountryCard, GlossaryTerm, Synonym, Tip
from taxonomy.permissions import TERM_MODELS
from taxonomy.services import follow_merges

# No pages of their own, but printed on many.
forget_pages_with(*TERM_MODELS, Tip, CountryCard, GlossaryTerm)
# What the search keeps of them is forgotten in the same way.
forget_pages_with(Synonym, Acronym)


@receiver(page_published)
def on_page_published(instance: Page, **kwargs: Any) -> None:
    """A draft or an old revision may still speak of a term that was merged since."""
    if isinstance(instance, Classified):
        follow_merges(page=instance)
