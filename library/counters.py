"""Figures that the library offers to the numbers strip and the results."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from common import counters
from library.models import DownloadDay, ResourceLanguage, ResourcePage


@counters.register("resources", _("resources"))
def count_resources() -> QuerySet[Any]:
    """Works that anybody may look up; translations of a record count once."""
    return _public().values("translation_key").distinct()


@counters.register("resource_languages", _("languages in the library"))
def count_languages() -> QuerySet[Any]:
    """Languages in which at least one work exists."""
    links = ResourceLanguage.objects.filter(page__in=_public().values("pk"))
    return links.order_by().values("term").distinct()


@counters.register("downloads", _("downloads"))
def count_downloads() -> int:
    """Downloads since the site began: one a file, visitor and day."""
    return DownloadDay.objects.aggregate(all=Sum("count"))["all"] or 0


def _public() -> QuerySet[Any]:
    return ResourcePage.objects.visible_to(AnonymousUser()).order_by()
