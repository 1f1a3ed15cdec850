"""What waits for an editor: searches without results, queue and index health (look.md §8)."""

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from common.desk import ROWS, WorkPanel, WorkRow
from search import reports
from search.models import Generation, State
from search.permissions import INDEX, REPORT, SYNONYM, can

if TYPE_CHECKING:
    from common.typing import AnyUser

ASKED_BY = 2  # visitors: what one person searched once is no work yet
LATE = timedelta(minutes=15)
DAYS = 30


class UnfoundPanel(WorkPanel):
    """What several people looked for and did not find."""

    name = "searches-without-results"
    heading = gettext_lazy("Searches without results")
    order = 260

    def rows(self, user: "AnyUser") -> list[WorkRow]:
        """One query; none for who may not read the report."""
        if not can(user, REPORT):
            return []
        asked = [one for one in reports.unfound(DAYS) if one.visitors >= ASKED_BY][:ROWS]
        if not can(user, SYNONYM):
            report = reverse("search_report")
            return [WorkRow(one.query, report, _("Look"), note=_times(one)) for one in asked]
        add = reverse("wagtailsnippets_taxonomy_synonym:add")
        return [
            WorkRow(
                one.query,
                f"{add}?{urlencode({'words': one.query})}",
                _("Make a synonym"),
                note=_times(one),
            )
            for one in asked
        ]


class IndexPanel(WorkPanel):
    """What is wrong with the indexes. Empty while all is well."""

    name = "search-index"
    heading = gettext_lazy("Search index")
    order = 270

    def rows(self, user: "AnyUser") -> list[WorkRow]:
        """Two queries; none for who may not look after it."""
        if not can(user, INDEX):
            return []
        url, look = reverse("search_index"), _("Look")
        rows = []
        dead, since = reports.ill()
        if dead:
            said = ngettext("%d document was refused", "%d documents were refused", dead) % dead
            rows.append(WorkRow(said, url, look))
        if since and since < timezone.now() - LATE:
            rows.append(WorkRow(_("Documents wait to be indexed"), url, look, since))
        if not Generation.objects.filter(state=State.LIVE).exists():
            rows.append(WorkRow(_("There is no index yet: search_rebuild makes one"), url, look))
        return rows


def _times(one: reports.Unfound) -> str:
    said = ngettext("%(number)d time, %(lang)s", "%(number)d times, %(lang)s", one.times)
    return said % {"number": one.times, "lang": one.lang}
