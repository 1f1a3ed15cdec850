"""Figures that news offers to the numbers strip."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common import counters
from news.models import InterviewPage, NewsPage


@counters.register("news", _("news items"))
def count_news() -> QuerySet[Any]:
    """News that anybody may read; translations of one item count once."""
    pages = NewsPage.objects.visible_to(AnonymousUser())
    return pages.order_by().values("translation_key").distinct()


@counters.register("interviews", _("interviews"))
def count_interviews() -> QuerySet[Any]:
    """Interviews that anybody may read; translations of one count once."""
    pages = InterviewPage.objects.visible_to(AnonymousUser())
    return pages.order_by().values("translation_key").distinct()
