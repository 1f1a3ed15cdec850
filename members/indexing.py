"""Organisations stand on pages by their names. Members themselves cannot be found yet.

A profile has no page of its own so far, so no hit could lead to it; docs/features/search.md says
what its adapter must do.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models.signals import post_save

from common.indexing import Trigger, pages_that_refer_to, register_triggers
from members.models import Organisation


def names_of_body(organisation: Organisation | None) -> list[str]:
    """Name, acronym and other names of an organisation."""
    if organisation is None:
        return []
    return [organisation.name, organisation.acronym, *organisation.other_names]


def _pages_naming(instance: Organisation, **kwargs: Any) -> Iterable[str]:
    return pages_that_refer_to(Organisation, [instance.pk])


register_triggers([Trigger(post_save, Organisation, _pages_naming)])
