"""Parts of pages that depend on nothing but what they are given, printed once for all who see them.

A row of a list and a post of a topic are the same for nearly all readers, and twenty of them are
most of the time that a page takes. What is kept here is kept by everything that it depends on
(decision 0242), so it is never out of date and never another reader's: a text that changed, a name
that this reader may not see, a mark of their own is another key.
"""

import secrets
from collections.abc import Callable, Hashable, Mapping
from functools import lru_cache

from django.template.loader import get_template
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

KEPT = 1024  # parts: some 5 MB in each process
# Stands in what is kept where the reader's own token goes. No member can write it into a text.
TOKEN = secrets.token_urlsafe(24)


def printed(
    name: str, values: Mapping[str, Hashable], *, csrf_token: Callable[[], str]
) -> SafeString:
    """The template `name` with `values` and nothing else: no request, no context processors.

    `values` are compared by what they hold: strings, numbers, frozen dataclasses of such.
    Its forms may print `csrf_token`; it is asked for only where one does, because asking begins a
    session. Raises TypeError for a value that has no hash.
    """
    zone, given = timezone.get_current_timezone_name(), tuple(sorted(values.items()))
    part = _printed(name, get_language(), zone, given)
    if TOKEN not in part:
        return part
    return mark_safe(part.replace(TOKEN, csrf_token()))  # noqa: S308 - what the template made


@lru_cache(maxsize=KEPT)
def _printed(
    name: str, language: str | None, zone: str, values: tuple[tuple[str, Hashable], ...]
) -> SafeString:
    """`language` and `zone` are those in force: templates read them from there."""
    return get_template(name).render({**dict(values), "csrf_token": TOKEN})
