"""What the search tells members: new finds of the searches they saved (search.md §10)."""

from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications import registry
from notifications.registry import Family, Message, NotificationType, Told
from search.alerts import FINDS, address_of, new_hits
from search.models import Frequency, SavedSearch
from search.results import Hit
from search.services import stop_token

SEARCHES = registry.register_family(
    Family(
        "searches",
        gettext_lazy("Saved searches"),
        gettext_lazy("New finds of searches you saved, as often as you chose for each."),
    )
)


def describe(told: Told) -> Message | None:
    """The finds by title, as their reader may see them at this moment. Raises EngineDown."""
    saved: SavedSearch = told.target
    title = _("New finds: %(name)s") % {"name": saved.name}
    if not told.in_full:
        return Message(title=title, url=address_of(saved))
    saved.user = told.recipient
    hits = new_hits(saved, frozenset(told.data["keys"]))
    if not hits:
        return None
    return Message(
        title=title,
        url=address_of(saved),
        text="\n\n".join(f"{hit.title} ({hit.type_label})\n{_whole(hit)}" for hit in hits),
        html=_as_list(hits),
        stop_path=reverse("stop_search", args=[stop_token(saved)]),
    )


def _as_list(hits: list[Hit]) -> SafeString:
    return format_html_join(
        "",
        '<p><a href="{}" lang="{}" style="color:#0a5a8c">{}</a> ({})</p>',
        ((_whole(hit), hit.lang, hit.title, hit.type_label) for hit in hits),
    )


def _whole(hit: Hit) -> str:
    return urljoin(settings.SITE_URL, hit.url)


registry.register(
    NotificationType(
        key=FINDS,
        family=SEARCHES.key,
        targets=lambda recipient: SavedSearch.objects.filter(user=recipient.pk).exclude(
            frequency=Frequency.OFF
        ),
        describe=describe,
        # Each run tells of finds of its own: nothing to merge.
        group=lambda saved: f"{saved.pk} {saved.last_run.isoformat()}",
    )
)
