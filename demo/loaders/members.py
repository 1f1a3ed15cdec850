"""Organisations of the record. Only facts: nobody in them has an account."""

from typing import Any

from demo.seed import Seed, records
from members.models import Organisation
from taxonomy.models import Country, MemberType


def load(seed: Seed) -> None:
    """All organisations that other records name."""
    load_organisations()


def load_organisations() -> None:
    """Put each organisation in its place once, then below its parent."""
    types = {one.code: one for one in MemberType.objects.all()}
    countries = {one.code: one for one in Country.objects.all()}
    for record in records("organisations"):
        organisation, _is_new = Organisation.objects.update_or_create(
            external_id=record["id"],
            defaults={
                "name": record["name"],
                "acronym": record["acronym"] or "",
                "type": types.get(record["type"]),
                "seat_country": countries.get(record["country"]),
                "website": record["url"] or "",
            },
        )
        organisation.countries.set([countries[code] for code in record["countries_linked"]])
    _link_parents()


def _link_parents() -> None:
    known: dict[str, Any] = {
        one.external_id: one for one in Organisation.objects.exclude(external_id="")
    }
    for record in records("organisations"):
        organisation, parent = known[record["id"]], known.get(record["parent"])
        if organisation.parent != parent:
            organisation.parent = parent
            organisation.save()
