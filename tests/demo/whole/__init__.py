"""Tests of the whole demo: one process runs them all, as a second would load everything again."""

import pytest

# Said in each module: the runner sorts into processes before a conftest could add a mark.
WHOLE_DEMO = [pytest.mark.xdist_group("whole-demo"), pytest.mark.slow]  # hundreds of pages
