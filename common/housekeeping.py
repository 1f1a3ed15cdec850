"""The jobs of `common` on the clock: pages that come and go by date, sessions that have ended."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.apps import apps
from django.core.cache import caches
from django.core.management import call_command
from django.db import transaction
from django.db.models import Model
from wagtail.models import DraftStateMixin, Page, Revision

from common import worker
from common.cache import TableCache
from common.document_texts import read_unread
from common.indexing.files import note_all_files
from common.periodic import register

log = structlog.get_logger(__name__)


class NotAllPublished(Exception):
    """Some pages could not be published or taken down; the log says which and why."""


@register("common.publish_scheduled", every=timedelta(minutes=1))
def publish_scheduled(as_of: datetime) -> None:
    """Publish what was scheduled for `as_of` or before, take down what expired until then.

    Wagtail's command of that name, but each page in a transaction of its own (house.md: what
    leaves the database leaves by a row of the same transaction), and one that fails holds up none.
    """
    failed = [one for one in _expired(as_of) if not _is_done(_take_down, one)]
    due = Revision.objects.filter(approved_go_live_at__lt=as_of).order_by("approved_go_live_at")
    failed += [one for one in due if not _is_done(_publish, one)]
    if failed:
        raise NotAllPublished(f"{len(failed)} of the scheduled changes")


@register("common.clear_sessions", every=timedelta(days=1))
def clear_sessions(as_of: datetime) -> None:
    """Delete the rows of sessions that have ended."""
    call_command("clearsessions")


@register("common.clear_limits", every=timedelta(hours=1))
def clear_limits(as_of: datetime) -> None:
    """Delete the rows of the cache table that have run out: tokens of limits, most of them."""
    cache = caches["default"]
    if isinstance(cache, TableCache):
        cache.clear_expired()


@register("common.document_texts", every=timedelta(minutes=1))
def read_documents(as_of: datetime) -> None:
    """Read the text of files that came in, for the search."""
    read_unread()


@register("common.files_on_pages", every=timedelta(days=1))
def note_files_on_pages(as_of: datetime) -> None:
    """Note the files of pages that nobody has published since files are noted."""
    note_all_files()


@register("common.sweep_tasks", every=timedelta(minutes=1))
def sweep_tasks(as_of: datetime) -> None:
    """Tasks of a killed worker, and those that failed, are tried again (REL6)."""
    worker.sweep(as_of)


@register("common.forget_tasks", every=timedelta(days=1))
def forget_tasks(as_of: datetime) -> None:
    """Rows of tasks that are long done go."""
    worker.forget_done(as_of)


def _expired(as_of: datetime) -> list[DraftStateMixin]:
    drafted = [model for model in apps.get_models() if issubclass(model, DraftStateMixin)]
    models = [Page] + [model for model in drafted if not issubclass(model, Page)]
    return [
        one
        for model in models
        for one in model.objects.filter(live=True, expire_at__lt=as_of).order_by("expire_at")
    ]


def _take_down(expired: DraftStateMixin) -> None:
    expired.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")


def _publish(revision: Revision) -> None:
    revision.publish(log_action="wagtail.publish.scheduled")


def _is_done(act: Callable[[Any], None], subject: Model) -> bool:
    try:
        with transaction.atomic():
            act(subject)
    except Exception:  # whatever it is: the others must go out on time
        log.exception("scheduled_change_failed", kind=subject._meta.label, pk=subject.pk)
        return False
    return True
