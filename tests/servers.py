"""The site as a process of its own, for tests that see what a reader sees: gunicorn and all."""

import http.client
import os
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[1]
# What a request raises when the process that was to answer it dies.
CUT_OFF = (OSError, http.client.HTTPException)
START_S = 120  # seconds; only a guard against hanging


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, as it was on the wire."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes
    seconds: float

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def cookies(self) -> dict[str, str]:
        return {
            name: morsel.value
            for header in self.headers.get_all("Set-Cookie", [])
            for name, morsel in SimpleCookie(header).items()
        }


@dataclass(frozen=True, slots=True)
class Server:
    """A running gunicorn, or nginx before it. Headers of `headers` go with every request.

    `pid` is that of gunicorn's master, whose children are the workers; 0 for nginx.
    """

    port: int
    headers: Mapping[str, str]
    tls: ssl.SSLContext | None = None
    pid: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, headers=headers)

    def post(self, path: str, data: Mapping[str, str], *, cookies: Mapping[str, str]) -> Answer:
        """Send a form as a browser does that has these cookies."""
        sent = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "Referer": f"https://{self.headers.get('Host', f'127.0.0.1:{self.port}')}{path}",
        }
        return self.ask("POST", path, headers=sent, body=urlencode(data))

    def ask(
        self, method: str, path: str, *, headers: Mapping[str, str], body: str | None = None
    ) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection = self._connection()
        started_at = time.perf_counter()
        try:
            connection.request(method, path, body=body, headers={**self.headers, **named})
            response = connection.getresponse()
            content = response.read()
        finally:
            connection.close()
        seconds = time.perf_counter() - started_at
        return Answer(response.status, response.headers, content, seconds)

    def _connection(self) -> http.client.HTTPConnection:
        if self.tls is None:
            return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=60, context=self.tls)


@dataclass(frozen=True, slots=True)
class Installation:
    """Settings, database and files of one site. Nothing of the test's own environment leaks in."""

    environment: Mapping[str, str]
    headers: Mapping[str, str]

    def manage(self, *arguments: str) -> str:
        """Run a management command; return what it printed. Fails with its words."""
        done = self.run([sys.executable, "manage.py", *arguments])
        assert done.returncode == 0, f"{arguments}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def run(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=ROOT, env=self._env(), capture_output=True, text=True, check=False
        )

    @contextmanager
    def serving(self, **environment: str) -> Iterator[Server]:
        """gunicorn on a free port, until the block ends."""
        port = free_port()
        log = Path(self.environment["VAR_DIR"]) / f"gunicorn-{port}.log"
        env = self._env() | {"BIND": f"127.0.0.1:{port}"} | environment
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn"],
                cwd=ROOT,
                env=env,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        server = Server(port, self.headers, pid=process.pid)
        try:
            _wait_until_alive(server, process, log)
            yield server
        finally:
            process.terminate()
            process.wait(timeout=60)

    def _env(self) -> dict[str, str]:
        inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        return inherited | {"PYTHONPATH": "site:.", "LANG": "C.UTF-8"} | dict(self.environment)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as held:
        return held.getsockname()[1]


def _wait_until_alive(server: Server, process: subprocess.Popen[bytes], log: Path) -> None:
    enough = time.monotonic() + START_S
    while time.monotonic() < enough:
        assert process.poll() is None, log.read_text()
        try:
            if server.get("/healthz").status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"gunicorn did not answer within {START_S} s:\n{log.read_text()}")
