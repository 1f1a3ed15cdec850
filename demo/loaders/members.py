"""Organisations of the record: publishers, organisers, partners and donors.

What is there already stays as editors left it; only gaps are filled. People in the sources get no
accounts: the demo's own are in `people` and `accounts`, and other loaders find them by `person`.
"""

from typing import Any

from demo.seed import Seed, records
from members.models import Organisation, User
from taxonomy.models import Country, MemberType


def person(handle: str) -> User:
    """The demo's member with this handle (`members.json`), with the profile. One query.

    Raises User.DoesNotExist where `people` was not loaded.
    """
    terms = ("profile__member_type", "profile__country_of_residence")
    return User.objects.select_related(*terms).get(handle=handle)


def load(seed: Seed) -> None:
    """All organisations, then who belongs to whom: a parent may stand later in the file."""
    types = {term.code: term.current for term in MemberType.objects.select_related("merged_into")}
    countries = {country.code: country for country in Country.objects.all()}
    known = {one.external_id: one for one in Organisation.objects.exclude(external_id="")}
    for record in records("organisations"):
        fields = {
            "acronym": record["acronym"] or "",
            "type": types[record["type"]] if record["type"] else None,
            "seat_country": countries[record["country"]] if record["country"] else None,
            "website": record["url"] or "",
        }
        known[record["id"]] = _put(known.get(record["id"]), record, fields, countries)
    for record in records("organisations"):
        if record["parent"]:
            _fill(known[record["id"]], {"parent": known[record["parent"]]})


def _put(
    organisation: Organisation | None,
    record: dict[str, Any],
    fields: dict[str, Any],
    countries: dict[str, Country],
) -> Organisation:
    """The organisation of `record`: added whole, or with its gaps filled."""
    if organisation is not None:
        _fill(organisation, fields)
        return organisation
    organisation = Organisation(external_id=record["id"], name=record["name"], **fields)
    organisation.full_clean()
    organisation.save()
    organisation.countries.set(countries[code] for code in record["countries_linked"])
    return organisation


def _fill(organisation: Organisation, fields: dict[str, Any]) -> None:
    """Write the fields that are empty now; without any, write nothing."""
    gaps = {
        name: value for name, value in fields.items() if value and _is_empty(organisation, name)
    }
    for name, value in gaps.items():
        setattr(organisation, name, value)
    if gaps:
        organisation.clean()
        organisation.save(update_fields=gaps)


def _is_empty(organisation: Organisation, name: str) -> bool:
    # By number, so that looking at a type or a country asks nothing.
    return not getattr(organisation, organisation._meta.get_field(name).attname)
