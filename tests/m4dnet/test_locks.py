"""What is installed is what was locked, on the day after a release too."""

import re
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PINNED = re.compile(r"^([\w.-]+)(?:\[([\w,-]+)\])?==", re.MULTILINE)


def pins(name):
    """Extras by package, as a lock names them."""
    found = PINNED.findall((ROOT / name).read_text())
    return {
        canonicalize_name(package): set(filter(None, extras.split(",")))
        for package, extras in found
    }


def asked_for(package, extras):
    """What a package requires where these extras of it are taken."""
    for line in distribution(package).requires or []:
        needed = Requirement(line)
        if any(
            needed.marker is None or needed.marker.evaluate({"extra": extra})
            for extra in ("", *extras)
        ):
            yield needed


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_a_lock_names_the_extras_that_its_packages_ask_for(lock):
    """Without them pip takes `coverage[toml]>=7` for unpinned once a newer coverage is out."""
    pinned = pins(lock)
    missing = {
        f"{needed.name}[{','.join(needed.extras)}] for {package}"
        for package, extras in pinned.items()
        for needed in asked_for(package, extras)
        if not needed.extras <= pinned[canonicalize_name(needed.name)]
    }
    assert pinned
    assert not missing
