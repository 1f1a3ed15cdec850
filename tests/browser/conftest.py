"""The demo site as `make run` serves it, seen in the system's Chromium (T5)."""

import os
import shutil
from collections import Counter
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.servers import Installation

# A machine that does other work besides answers late; that is no fault of a page.
expect.set_options(timeout=15_000)

PASSWORD = "seven-rivers-one-bridge"
WEIGHTS = pytest.StashKey[dict[str, Counter[str]]]()


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.browser)
    # Those who write in the shared demo come last.
    items.sort(key=lambda item: item.path.is_relative_to(here / "journeys"))


def pytest_terminal_summary(terminalreporter, config):
    """Name the heaviest page, so that a budget nearly used up is seen before it is broken."""
    weighed = config.stash.get(WEIGHTS, {})
    for kind, found in ((kind, found) for kind, found in weighed.items() if found):
        heaviest, weight = found.most_common(1)[0]
        terminalreporter.write_line(
            f"{kind}: {len(found)} pages, heaviest {weight / 1000:.1f} kB at {heaviest}"
        )


@pytest.fixture(scope="session")
def weights(pytestconfig):
    """Bytes on the wire of each page that was weighed, by kind of weight."""
    return pytestconfig.stash.setdefault(
        WEIGHTS, {"First view": Counter(), "HTML + CSS": Counter()}
    )


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return browser_context_args | {
        "viewport": {"width": 360, "height": 640},
        "locale": "en",
        "reduced_motion": "reduce",  # a colour on its way to another has no contrast of its own
    }


@pytest.fixture(scope="session")
def installation(tmp_path_factory):
    """Settings, database and files of a demo, which all tests here share.

    BROWSER_VAR_DIR names the folder of a prepared one to copy, for those who run them often.
    """
    folder = tmp_path_factory.mktemp("demo")
    prepared = os.environ.get("BROWSER_VAR_DIR")
    if prepared:
        shutil.copytree(prepared, folder, dirs_exist_ok=True)
    installation = Installation(
        environment={
            "DJANGO_SETTINGS_MODULE": "m4dnet.settings.demo",
            "VAR_DIR": str(folder),
            "WEB_CONCURRENCY": "1",
        },
        headers={},
    )
    if prepared:
        installation.manage("migrate", "--verbosity=0")
        installation.manage("collectstatic", "--no-input", "--verbosity=0")
    else:
        installation.manage("prepare_demo")
    return installation


@pytest.fixture(scope="session")
def base_url(installation):
    """Address of the running demo; every page of these tests starts from it."""
    with installation.serving() as server:
        yield server.url


@pytest.fixture(scope="session")
def signed_in(browser, base_url):
    """signed_in(name): the cookies of a demo account, for the `storage_state` of a context."""
    states = {}

    def signed_in(name):
        if name not in states:
            context = browser.new_context(base_url=base_url)
            page = context.new_page()
            page.goto("/en/accounts/login/")
            page.fill("[name=login]", f"{name}@demo.example")
            page.fill("[name=password]", PASSWORD)
            page.get_by_role("button", name="Sign in", exact=True).click()
            page.wait_for_url("**/me/")
            states[name] = context.storage_state()
            context.close()
        return states[name]

    return signed_in
