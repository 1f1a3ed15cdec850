"""Figures members offer to the numbers strip and the results pages."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common import counters
from members.models import Organisation


@counters.register("organisations", _("organisations"))
def organisations() -> QuerySet[Organisation]:
    """All organisations we know of."""
    return Organisation.objects.all()
