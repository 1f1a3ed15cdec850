"""`make test`: no server, no network, quick hashing; everything else as it will run."""

import atexit
import os
import shutil
import tempfile


def _remove(folder: str, maker: int) -> None:
    """At the end of the process that made it; one that was forked from it leaves it alone."""
    if os.getpid() == maker:
        shutil.rmtree(folder, ignore_errors=True)


# Before `base` reads it: what tests write goes with the process. Each worker of xdist, and each
# Python that a test starts with these settings, makes its own.
os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="m4dnet-test-")
atexit.register(_remove, os.environ["VAR_DIR"], os.getpid())

from m4dnet.settings.base import *  # noqa: E402, F403 - the decisions, then what differs
from m4dnet.settings.base import CACHES, DATABASES, TASKS, VAR, env  # noqa: E402 - as above

SECRET_KEY = "test-only-" + "x" * 50
STYLEGUIDE = True
UNKNOWN_NOTIFICATIONS_RAISE = True
if env.str("DATABASE_TEST_URL", default=""):
    DATABASES["default"] = env.db("DATABASE_TEST_URL")
else:
    # A file, so that tests/conftest.py can start from a migrated copy; no waiting for the disk.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF;"
    )
(VAR / "static").mkdir()  # nothing is collected; whitenoise looks there all the same
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# What a test counts is the page, not the copy of it; tests of the cache switch it on.
PAGE_CACHE_SECONDS = PARTS_KEPT_SECONDS = 0
# No query of its own at the end of some request: tests ask for it.
TOPIC_VIEWS_WRITTEN_EVERY = None
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
# Nothing happens behind a test's back: it does the work of the worker itself, or asks for it.
TASKS = TASKS | {"worker": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
for _name in CACHES:
    CACHES[_name] = {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": _name,
    }
