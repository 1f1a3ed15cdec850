"""Whether the site can do its work: `/readyz` (OPS5). `/healthz` is common.front_door's."""

import shutil
import time
from collections.abc import Callable
from pathlib import Path

import structlog
from django.conf import settings
from django.core.cache import caches
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from common import worker
from common.clock import overdue_jobs

log = structlog.get_logger(__name__)

OK, DEGRADED, DOWN = "ok", "degraded", "down"
FRESH_SECONDS = 2  # the parts are asked at most that often
MIN_FREE = 0.05  # of the disk that holds what people send

Report = dict[str, str]
_last: tuple[float, Report] | None = None
_is_migrated = False  # once true it stays so for the life of this release


def readiness() -> Report:
    """Each part as ok, degraded or down, at most two seconds old. No names, no messages."""
    global _last
    now = time.monotonic()
    if _last is None or now - _last[0] >= FRESH_SECONDS:
        _last = (now, {name: _state(name, ask) for name, ask in PARTS.items()})
    return _last[1]


def is_ready(report: Report) -> bool:
    """Whether requests should be sent here. Only the database is needed for that."""
    is_draining = Path(settings.DRAIN_FILE).exists()
    return not is_draining and DOWN not in (report["database"], report["migrations"])


def _state(name: str, ask: Callable[[], str]) -> str:
    try:
        return ask()
    except Exception:  # whatever it is, the part does not work
        log.exception("part_does_not_work", part=name)
        return DOWN


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return OK


def _migrations() -> str:
    global _is_migrated
    if not _is_migrated:
        executor = MigrationExecutor(connection)
        _is_migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return OK if _is_migrated else DOWN


def _cache() -> str:
    """The shared cache may vanish: pages are made anew then."""
    caches["pages"].set("readyz", "1", 10)
    return OK if caches["pages"].get("readyz") == "1" else DEGRADED


def _storage() -> str:
    if not isinstance(default_storage, FileSystemStorage):
        default_storage.exists("readyz")
        return OK
    disk = shutil.disk_usage(settings.VAR)
    return OK if disk.free / disk.total >= MIN_FREE else DEGRADED


def _clock() -> str:
    try:
        return DEGRADED if overdue_jobs(as_of=timezone.now()) else OK
    except DatabaseError:
        return DOWN


def _worker() -> str:
    try:
        return DEGRADED if worker.is_late(timezone.now()) else OK
    except DatabaseError:
        return DOWN


PARTS = {
    "database": _database,
    "migrations": _migrations,
    "cache": _cache,
    "storage": _storage,
    "clock": _clock,
    "worker": _worker,
}


def register(name: str, ask: Callable[[], str]) -> None:
    """Add a part of an upper app: `ask` returns OK, DEGRADED or DOWN. A name is taken once."""
    if name in PARTS:
        raise ValueError(f"part {name!r} is registered twice")
    PARTS[name] = ask
