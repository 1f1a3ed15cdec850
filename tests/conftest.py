"""People and things that many tests need, and a migrated SQLite database kept between runs."""

import fcntl
import gc
import hashlib
import os
import shutil
from collections import Counter
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


# Folders whose tests share what takes long to lay out: one process takes all of one.
TOGETHER = ("tests/demo/whole/",)
# Files whose tests are taken one by one: they take long, or empty the database and come last.
APART = (
    "tests/common/test_ratelimit.py",
    "tests/editing/test_transactions.py",
    "tests/matrix/test_roles.py",
)


def _unit_of(nodeid: str) -> str:
    """What one process takes at a time: a file, so that what it lays out is laid out once."""
    if nodeid.startswith(APART):
        return nodeid
    return next((part for part in TOGETHER if nodeid.startswith(part)), nodeid.partition("::")[0])


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first, so that no process ends the run alone.

    Files that touch no database come second: the other process may be migrating one meanwhile.
    """
    weight, writes, empties = Counter(), set(), set()
    for item in items:
        unit, mark = _unit_of(item.nodeid), item.get_closest_marker("django_db")
        weight[unit] += 1000 if item.get_closest_marker("slow") else 1
        if mark or "django_db_setup" in item.fixturenames:
            writes.add(unit)
        if mark and mark.kwargs.get("transaction"):
            empties.add(unit)
    longest = max(weight, key=weight.get, default=None)

    def place(item):
        unit = _unit_of(item.nodeid)
        return unit in empties, unit != longest, unit in writes, -weight[unit], unit

    items.sort(key=place)


def pytest_xdist_make_scheduler(config, log):
    """Each process takes the next unit in the order above.

    Marks of xdist's own "loadgroup" go unseen with this pytest.
    """
    from xdist.scheduler import LoadScopeScheduling

    class UnitByUnit(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            return _unit_of(nodeid)

    config.option.loadscopereorder = False
    return UnitByUnit(config, log)


def _migrated_database() -> Path:
    """Where the migrated, empty database of exactly these migrations is kept."""
    digest = hashlib.sha256()
    for package in ("django", "wagtail", "wagtail-localize", "django-allauth", "django-machina"):
        digest.update(version(package).encode())
    for path in sorted(ROOT.glob("*/migrations/*.py")):
        digest.update(path.read_bytes())
    digest.update(repr(settings.INSTALLED_APPS).encode())
    return ROOT / "var" / "test-db" / f"{digest.hexdigest()[:16]}.sqlite3"


@pytest.fixture(scope="session")
def _kept_database():
    """The kept copy's place; where there is none yet, one process makes it and the others wait."""
    kept = _migrated_database()
    kept.parent.mkdir(parents=True, exist_ok=True)
    with kept.with_suffix(".lock").open("w") as lock:
        if not kept.exists():
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield kept, lock


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings, request, _kept_database):
    """Start from the kept copy if there is one: all migrations take half a minute on SQLite."""
    database = settings.DATABASES["default"]
    if not database["ENGINE"].endswith("sqlite3"):
        return request.config.getvalue("reuse_db")
    kept, _lock = _kept_database
    if kept.exists():
        shutil.copyfile(kept, database["TEST"]["NAME"])
    return True


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, _kept_database):
    kept, lock = _kept_database
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3") and not kept.exists():
        from django.db import connection

        connection.close()
        partial = kept.with_name(f"{kept.name}.{os.getpid()}")
        shutil.copyfile(connection.settings_dict["NAME"], partial)
        partial.replace(kept)
    fcntl.flock(lock, fcntl.LOCK_UN)


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


SEARCH_ENGINE = "search engine"  # the property in which the contract suite leaves its version
REQUIRED_BY = {
    "browser": "REQUIRE_BROWSER",
    "postgres": "REQUIRE_SERVICES",
    "services": "REQUIRE_SERVICES",
}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """T2: where CI requires a server or the browser, a test that skips itself has failed.

    Unless it is data that are missing, which no package brings: RELEVANCE_DIR (search.md §22.9).
    """
    report = yield
    if report.skipped and "RELEVANCE_DIR" in str(report.longrepr):
        return report
    required = [REQUIRED_BY[mark.name] for mark in item.iter_markers() if mark.name in REQUIRED_BY]
    if report.skipped and any(os.environ.get(name) == "1" for name in required):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} skipped itself where {required[0]}=1: {report.longrepr}"
    return report


def pytest_terminal_summary(terminalreporter):
    """Which search engines the contract was held against: a pass says nothing without it."""
    reports = (one for some in terminalreporter.stats.values() for one in some)
    properties = (two for one in reports for two in getattr(one, "user_properties", ()))
    versions = {version for name, version in properties if name == SEARCH_ENGINE}
    if versions:
        terminalreporter.write_line(f"search engines: {', '.join(sorted(versions))}")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """The system's Chromium in place of one that Playwright would fetch."""
    path = chromium.chromium()
    if path is None:
        pytest.skip("Chromium is not installed (Debian, Ubuntu: apt install chromium)")
    # Playwright keeps an event loop in this thread; Django would take it for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    return browser_type_launch_args | {"executable_path": path, "args": chromium.arguments()}
