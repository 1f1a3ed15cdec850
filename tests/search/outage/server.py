"""A second Elasticsearch, to be killed, stopped and emptied: the first is for all other tests."""

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

import pytest

from tests.search.contract.elastic import server
from tests.servers import ROOT, free_port

SCRIPT = ROOT / "tests" / "services" / "elasticsearch.sh"


class SearchServer:
    """One server with data of its own. In an open folder: as root it runs under another account."""

    def __init__(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="m4dnet-outage-"))
        self.home.chmod(0o755)
        self.port = free_port()
        installed = Path(os.environ.get("ES_DIST", ROOT / "var" / "elasticsearch" / "dist"))
        if installed.is_dir():
            shutil.copytree(installed, self.home / "dist")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self._do("start")

    def kill(self) -> None:
        """As when the power fails: nothing is written any more."""
        self._signal(signal.SIGKILL)

    def freeze(self) -> None:
        """Connections are taken and never answered."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def empty(self) -> None:
        """What a lost disk leaves: nothing."""
        shutil.rmtree(self.home / "data")

    def remove(self) -> None:
        self._do("stop")
        shutil.rmtree(self.home)

    def _signal(self, which: signal.Signals) -> None:
        os.kill(int((self.home / "run" / "pid").read_text()), which)

    def _do(self, what: str) -> None:
        env = os.environ | {"ES_HOME": str(self.home), "ES_PORT": str(self.port)}
        done = subprocess.run(
            [str(SCRIPT), what], env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{what}\n{done.stdout}\n{done.stderr}"


def started() -> SearchServer:
    """A running one; skips where the first one is not there either."""
    assert server()
    one = SearchServer()
    try:
        one.start()
    except AssertionError:
        shutil.rmtree(one.home)
        pytest.fail("a second Elasticsearch did not start")
    return one
