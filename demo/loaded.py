"""Whether this database holds the demo content of this code already.

`make run` is repeated often, and data stays: what somebody has deleted since must not come back,
and nobody should wait for content that is there. New content in the code is loaded all the same.
"""

import hashlib
from pathlib import Path

from django.conf import settings
from django.db import connection
from wagtail.models import Page

ROOT = Path(__file__).resolve().parents[1]
MARK = "demo-loaded"  # in VAR, beside the data it speaks of
DEPTH_OF_SECTIONS = 3


def is_loaded(size: str) -> bool:
    """Whether the content of this size was loaded here by the same code, and is still there."""
    mark = settings.VAR / MARK
    if not mark.exists() or mark.read_text() != _mark(size):
        return False
    return Page.objects.filter(depth__gte=DEPTH_OF_SECTIONS).exists()


def note_loaded(size: str) -> None:
    """Remember that it was."""
    (settings.VAR / MARK).write_text(_mark(size))


def _mark(size: str) -> str:
    """What was loaded, and where: the size, all that the loaders read, the database."""
    digest = hashlib.blake2b(digest_size=12)
    database = (connection.settings_dict[name] for name in ("ENGINE", "HOST", "PORT", "NAME"))
    for one in (size, settings.SITE_URL, getattr(settings, "DEMO_PASSWORD", ""), *database):
        digest.update(f"{one}\0".encode())
    folders = [ROOT / "demo", *ROOT.glob("*/data")]
    files = (path for folder in folders for path in folder.rglob("*") if path.is_file())
    for path in sorted(path for path in files if path.suffix != ".pyc"):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()
