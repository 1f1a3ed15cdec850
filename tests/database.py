"""Rows that several tests share."""

from contextlib import contextmanager

from django.conf import settings
from django.core.cache import caches
from django.db import transaction
from django.utils import translation


@contextmanager
def rows_until_the_end(blocker):
    """Write rows in here for all tests of a module or folder; they are gone after it."""
    with blocker.unblock(), transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
        yield
        transaction.set_rollback(True)
        # Site roots and renditions of pages that are no more.
        for cache in caches.all():
            cache.clear()
