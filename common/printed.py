"""Parts of pages that depend on nothing but what they are given, printed once for all who see them.

A row of a list and a post of a topic are the same for nearly all readers, and twenty of them are
most of the time that a page takes. What is kept here is kept by everything that it depends on
(decision 0242), so it is never out of date and never another reader's: a text that changed, a name
that this reader may not see, a mark of their own is another key. What is each reader's own, the
moment in their zone or the token of their forms, is put in afterwards.
"""

import secrets
from collections.abc import Callable, Hashable, Mapping
from datetime import datetime, timedelta, tzinfo
from functools import lru_cache

from django.template.loader import get_template
from django.utils import timezone
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

KEPT = 1024  # parts: some 5 MB in each process
# What is a reader's own has a mark in its place. No member can write one into a text.
SECRET = secrets.token_urlsafe(24)
CSRF = "csrf_token"


class _Nowhere(tzinfo):
    """The zone while a part is printed: a moment in it would be another reader's."""

    def utcoffset(self, moment: datetime | None) -> timedelta:
        raise ZoneError("A printed part shows no moment: pass it as the reader's own.")

    dst = utcoffset

    def tzname(self, moment: datetime | None) -> str:
        return "Nowhere"


class ZoneError(Exception):
    """A template that is printed once has asked for the reader's zone."""


def printed(
    name: str,
    values: Mapping[str, Hashable],
    own: Mapping[str, object],
    *,
    csrf_token: Callable[[], str],
) -> SafeString:
    """The template `name` with `values` and nothing else: no request, no context processors.

    `values` are compared by what they hold: strings, numbers, frozen dataclasses of such. `own` is
    the reader's own, which the template may print as it is and nothing else: it is escaped when it
    is put in. So is `csrf_token`, which is asked for only where a form prints it, because asking
    begins a session. Raises TypeError for a value that has no hash, ZoneError where the template
    prints a moment that is not the reader's own.
    """
    part = _printed(name, get_language(), tuple(sorted(values.items())), (*own, CSRF))
    text = str(part)
    for key, value in own.items():
        text = text.replace(_mark(key), conditional_escape(value))
    if _mark(CSRF) in text:
        text = text.replace(_mark(CSRF), csrf_token())
    return mark_safe(text)  # noqa: S308 - what the template made, and what is escaped


@lru_cache(maxsize=KEPT)
def _printed(
    name: str,
    language: str | None,
    values: tuple[tuple[str, Hashable], ...],
    own: tuple[str, ...],
) -> SafeString:
    """`language` is the one in force: templates read it from there."""
    marks = {key: _mark(key) for key in own}
    with timezone.override(_Nowhere()):
        return get_template(name).render({**dict(values), **marks})


def _mark(key: str) -> str:
    return f"{SECRET}.{key}."
