"""What taxonomy adds to the numbers strip."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from common import counters
from common.querysets import BasePageQuerySet
from taxonomy.models import Country, PageCountry, Tip


@counters.register("tips", _("tips from practice"))
def count_tips() -> QuerySet[Any]:
    """Tips, each once however many languages it has."""
    return Tip.objects.order_by().values("translation_key").distinct()


@counters.register("countries", _("countries"))
def count_countries() -> QuerySet[Any]:
    """Countries that at least one page anybody may read speaks of."""
    public = BasePageQuerySet(Page).visible_to(AnonymousUser()).values("pk")
    return Country.objects.filter(pk__in=PageCountry.objects.filter(page__in=public).values("term"))
