"""The system's Chromium, for every test that is marked `browser`."""

import os
import shutil

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
# Calm and quiet: no network of its own, and the same pixels on every machine.
ARGUMENTS = [
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--no-first-run",
]


def chromium() -> str | None:
    """Where it is: what CHROMIUM_PATH names, or the first one found."""
    names = (os.environ.get("CHROMIUM_PATH"), *CHROMIUM_NAMES)
    return next((found for name in names if name and (found := shutil.which(name))), None)


def arguments() -> list[str]:
    """As root, as in most containers, Chromium starts only without its sandbox."""
    return [*ARGUMENTS, "--no-sandbox"] if os.geteuid() == 0 else ARGUMENTS
