"""The sites that are measured, each a gunicorn with two sync workers on a free port."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.load import NotMeasured

ROOT = Path(__file__).resolve().parents[1]
WORKERS = 2
START_S = 120  # seconds; only a guard against hanging
LOCAL_SETTINGS = """
SECRET_KEY = "measured-and-thrown-away"
ALLOWED_HOSTS = ["127.0.0.1"]
"""


@dataclass(frozen=True, slots=True)
class Site:
    """A running gunicorn."""

    name: str
    port: int
    pid: int  # of its master

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def page(self, path: str) -> tuple[int, bytes]:
        """Status and body, not compressed."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def settle(self) -> None:
        """Wait until what wrk still had asked when it went is answered: it would count next."""
        for _ in range(WORKERS):
            self.page("/healthz")

    def memory(self) -> list[dict[str, int]]:
        """Kilobytes of the master, then of each worker (Linux): `shared` is counted in parts."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return [_memory_of(pid) for pid in (str(self.pid), *children)]


def _memory_of(pid: str) -> dict[str, int]:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    sizes = {
        name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines)
    }
    return {
        "resident": sizes["Rss"],
        "own": sizes["Private_Clean"] + sizes["Private_Dirty"],
        "share": sizes["Pss"],
    }


def environment(**settings: str) -> dict[str, str]:
    """Nothing of the caller's own environment but where programs are."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return kept | {"LANG": "C.UTF-8", "WEB_CONCURRENCY": str(WORKERS)} | settings


def of_the_site(var: Path, **settings: str) -> dict[str, str]:
    """Environment of the site itself, with its data in `var`."""
    return environment(
        PYTHONPATH="site:.",
        DJANGO_SETTINGS_MODULE="benchmarks.settings",
        VAR_DIR=str(var),
        **settings,
    )


def run(command: list[str], *, cwd: Path, env: Mapping[str, str]) -> None:
    """Run to its end. Raises NotMeasured with what it said."""
    output_of(command, cwd=cwd, env=env)


def output_of(command: list[str], *, env: Mapping[str, str], cwd: Path = ROOT) -> str:
    """What it prints. Raises NotMeasured with all it said where it fails."""
    done = subprocess.run(  # noqa: S603 - commands of this package
        command, cwd=cwd, env=dict(env), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise NotMeasured(f"{' '.join(command)}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def prepare_site(var: Path, size: str) -> None:
    """The demo content, `small` or `full`, in `var`: once; later calls bring it up to date."""
    marker = var / f"benchmark-{size}"
    env = of_the_site(var)
    steps = [["migrate", "--verbosity", "0"], ["collectstatic", "--no-input", "--verbosity", "0"]]
    if not marker.exists():
        steps = [["prepare_demo", "--size", size]]
    for step in steps:
        run([sys.executable, "manage.py", *step], cwd=ROOT, env=env)
    marker.touch()


def prepare_starter(folder: Path) -> None:
    """R1: what `wagtail start` makes, with its own database, not changed in any line."""
    if (folder / "ready").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    wagtail = "from wagtail.bin.wagtail import main; main()"
    env = environment()
    run([sys.executable, "-c", wagtail, "start", "starter", str(folder)], cwd=folder, env=env)
    (folder / "starter" / "settings" / "local.py").write_text(LOCAL_SETTINGS)
    env |= {"DJANGO_SETTINGS_MODULE": "starter.settings.production"}
    for step in (["migrate", "--verbosity", "0"], ["collectstatic", "--no-input"]):
        run([sys.executable, "manage.py", *step], cwd=folder, env=env)
    (folder / "ready").touch()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as held:
        return held.getsockname()[1]


@contextmanager
def serving(
    name: str, *, env: Mapping[str, str], log: Path, cwd: Path = ROOT, wsgi: str = ""
) -> Iterator[Site]:
    """The site until the block ends: our gunicorn.conf.py, but sync workers as behind nginx."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--config", str(ROOT / "gunicorn.conf.py")]
    command += ["--worker-class", "sync", "--threads", "1", *([wsgi] if wsgi else [])]
    bound = {**env, "BIND": f"127.0.0.1:{port}"}
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - our own command
            command, cwd=cwd, env=bound, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        site = Site(name, port, process.pid)
        _wait_until_alive(site, process, log)
        yield site
    finally:
        process.terminate()
        process.wait(timeout=60)


def _wait_until_alive(site: Site, process: "subprocess.Popen[Any]", log: Path) -> None:
    enough = time.monotonic() + START_S
    while time.monotonic() < enough:
        if process.poll() is not None:
            break
        try:
            site.page("/healthz")
            return
        except OSError:
            time.sleep(0.1)
    raise NotMeasured(f"{site.name} did not start:\n{log.read_text()}")


@contextmanager
def redis_server(command: str) -> Iterator[str]:
    """An empty Redis until the block ends; its address."""
    port = free_port()
    process = subprocess.Popen(  # noqa: S603 - the program that was found
        [command, "--bind", "127.0.0.1", "--port", str(port), "--save", ""],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait(timeout=60)
