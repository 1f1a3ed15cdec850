"""What's new: the stream that joins all news."""

from django.utils.translation import gettext_lazy as _

from common.models import SectionPage


class WhatsNewPage(SectionPage):
    """News, blog, interviews and events in one stream, newest first; its children are its tabs."""

    max_count_per_parent = 1
    parent_page_types = ["home.HomePage"]
    page_kind = "whats-new"

    class Meta(SectionPage.Meta):
        verbose_name = _("what’s new")
        verbose_name_plural = _("what’s new")
