"""Organisations stand on pages by their names. Members themselves cannot be found yet.

A profile has no page of its own so far, so no hit could lead to it; docs/features/search.md says
what its adapter must do.
"""

from django.db.models.signals import post_save

from common.indexing import Trigger, pages_naming, register_triggers
from members.models import Organisation


def names_of_body(organisation: Organisation | None) -> list[str]:
    """Name, acronym and other names of an organisation."""
    if organisation is None:
        return []
    return [organisation.name, organisation.acronym, *organisation.other_names]


register_triggers([Trigger(post_save, Organisation, pages_naming)])
