"""What can be found of events: past ones as well, with where, who and what came out."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.db.models.signals import post_save
from django.utils.translation import gettext_lazy as _

from common.indexing import Ageing, Kind, Trigger, leave_out, pages_naming, register
from events.models import EventIndexPage, EventPage
from members.indexing import names_of_body
from taxonomy.indexing import ClassifiedAdapter, Regions, names_of
from taxonomy.models import EventType, Region

EVENT = Kind("event", _("Event"), _("Events"), Ageing.EVENT)

leave_out(EventIndexPage, "a list: what stands in it is found")


@register
class EventAdapter(ClassifiedAdapter):
    """Events, dated by when they begin. How to join and whom to write to are left out."""

    model = EventPage
    kinds = (EVENT,)

    def with_more(self, pages: QuerySet[Any]) -> QuerySet[Any]:
        more = ("sessions", "speakers__organisation", "organisations__organisation", "links")
        return super().with_more(pages).prefetch_related(*more)

    def words(self, row: Any) -> list[str]:
        sessions = (text for one in row.sessions.all() for text in (one.title, one.who))
        roles = (one.role for one in row.speakers.all())
        # The title of a link to a page is seen by who may see that page.
        outside = (one.title for one in row.links.all() if one.page_id is None)
        return [*super().words(row), *sessions, *roles, *outside, row.access]

    def labels(self, row: Any) -> list[str]:
        speakers = [
            name
            for one in row.speakers.all()
            for name in (one.name, one.organisation_text, *names_of_body(one.organisation))
        ]
        bodies = [
            name
            for one in row.organisations.all()
            for name in (one.name, *names_of_body(one.organisation))
        ]
        place = [row.venue, row.city, *names_of(row.country)]
        return [*super().labels(row), *names_of(row.type), *place, *speakers, *bodies]

    def documents(self, row: Any) -> set[int]:
        links = (one.document_id for one in row.links.all())
        return super().documents(row) | {pk for pk in links if pk is not None}

    def regions_of(self, row: Any, regions: Regions) -> list[Region]:
        return regions.from_up(row.country.region_id) if row.country else []

    def facts(self, row: Any) -> Mapping[str, Any]:
        facts = dict(super().facts(row))
        if row.country and row.country.is_offered and row.country.code not in facts["places"]:
            facts["places"] = (row.country.code, *facts["places"])
        facts["starts_at"] = row.begins
        if row.first:
            facts["year"] = row.first.year  # of its own clocks: it may begin before midnight in UTC
        return facts

    def triggers(self) -> list[Trigger]:
        return [*super().triggers(), Trigger(post_save, EventType, pages_naming)]
