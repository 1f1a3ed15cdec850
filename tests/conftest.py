"""People and things that many tests need, and a migrated SQLite database kept between runs."""

import gc
import hashlib
import os
import shutil
from importlib.metadata import version
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.core.management import call_command
from django.utils import translation

from common.catalogues import compile_catalogues
from tests import chromium
from tests.database import rows_until_the_end
from tests.factories.members import UserFactory

ROOT = Path(__file__).resolve().parents[1]


def pytest_configure() -> None:
    """Compile the catalogues: the suite reads the French and Spanish that readers will."""
    compile_catalogues(settings.LOCALE_PATHS)


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the collector need not go through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


# Folders and files whose tests share what takes long to lay out: one process takes all of one.
TOGETHER = (
    "tests/demo/whole/",
    "tests/demo/test_organisations_loader.py",
    "tests/demo/test_pages.py",
    "tests/demo/test_taxonomy_loader.py",
    "tests/home/test_layout.py",
    "tests/taxonomy/test_loading.py",
)


def pytest_xdist_make_scheduler(config, log):
    """Each process takes the next test, but one takes all that stand on the same long loading.

    Marks of xdist's own "loadgroup" go unseen with this pytest.
    """
    from xdist.scheduler import LoadScopeScheduling

    class SharedLoadingTogether(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            return next((part for part in TOGETHER if nodeid.startswith(part)), nodeid)

    return SharedLoadingTogether(config, log)


def _migrated_database() -> Path:
    """Where the migrated, empty database of exactly these migrations is kept."""
    digest = hashlib.sha256()
    for package in ("django", "wagtail", "wagtail-localize", "django-allauth"):
        digest.update(version(package).encode())
    for path in sorted(ROOT.glob("*/migrations/*.py")):
        digest.update(path.read_bytes())
    digest.update(repr(settings.INSTALLED_APPS).encode())
    return ROOT / "var" / "test-db" / f"{digest.hexdigest()[:16]}.sqlite3"


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings, request):
    """Start from the kept copy if there is one: all migrations take half a minute on SQLite."""
    database = settings.DATABASES["default"]
    if not database["ENGINE"].endswith("sqlite3"):
        return request.config.getvalue("reuse_db")
    kept = _migrated_database()
    if kept.exists():
        shutil.copyfile(kept, database["TEST"]["NAME"])
    return True


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup):
    database = settings.DATABASES["default"]
    kept = _migrated_database()
    if database["ENGINE"].endswith("sqlite3") and not kept.exists():
        from django.db import connection

        connection.close()
        kept.parent.mkdir(parents=True, exist_ok=True)
        partial = kept.with_name(f"{kept.name}.{id(kept)}")
        shutil.copyfile(connection.settings_dict["NAME"], partial)
        partial.replace(kept)


@pytest.fixture(scope="module")
def kept_in_module(django_db_setup, django_db_blocker):
    """Lets fixtures of the module's scope write rows that its tests share and that go after it.

    Each test still undoes its own writing. It gets the rows only if it asks for `db` as well.
    """
    with rows_until_the_end(django_db_blocker):
        yield


@pytest.fixture(autouse=True)
def _english():
    """A request leaves its language behind in the thread; the next test must not speak it."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True)
def _empty_caches():
    """What one test has kept is not news to the next."""
    yield
    for cache in caches.all():
        cache.clear()


@pytest.fixture
def table(settings, db):
    """The `default` cache as it runs: a table of the database."""
    settings.CACHES = settings.CACHES | {
        "default": {"BACKEND": "common.cache.TableCache", "LOCATION": "cache"}
    }
    call_command("createcachetable")
    yield caches["default"]
    caches["default"].clear()


@pytest.fixture
def anonymous():
    return AnonymousUser()


@pytest.fixture
def member(db):
    """A person with a confirmed address and no other right."""
    return UserFactory(first_name="Amina", last_name="Voorbeeld")


@pytest.fixture
def admin(db):
    return UserFactory(is_superuser=True)


REQUIRED_BY = {
    "browser": "REQUIRE_BROWSER",
    "postgres": "REQUIRE_SERVICES",
    "services": "REQUIRE_SERVICES",
}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """T2: where CI requires a server or the browser, a test that skips itself has failed."""
    report = yield
    required = [REQUIRED_BY[mark.name] for mark in item.iter_markers() if mark.name in REQUIRED_BY]
    if report.skipped and any(os.environ.get(name) == "1" for name in required):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} skipped itself where {required[0]}=1: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """The system's Chromium in place of one that Playwright would fetch."""
    path = chromium.chromium()
    if path is None:
        pytest.skip("Chromium is not installed (Debian, Ubuntu: apt install chromium)")
    # Playwright keeps an event loop in this thread; Django would take it for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    return browser_type_launch_args | {"executable_path": path, "args": chromium.arguments()}
