"""deploy/nginx.conf as it stands, run beside a test: only addresses and folders are replaced."""

import os
import re
import shutil
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers import ROOT, Server, free_port

DEPLOY = ROOT / "deploy"
SUBJECT = ["-subj", "/CN=www.m4dnet.example", "-days", "2", "-nodes", "-newkey", "rsa:2048"]
START_S = 60  # seconds; only a guard against hanging


@contextmanager
def nginx_before(port: int, *, var: Path, folder: Path, host: str) -> Iterator[tuple[Server, int]]:
    """nginx before the gunicorn at `port`: itself by TLS, and the port of its plain door."""
    folder.chmod(0o755)
    tls_port, plain_port = free_port(), free_port()
    _write_configuration(folder, upstream=port, ports=(plain_port, tls_port), var=var)
    process = subprocess.Popen(_command(folder))
    trust = ssl.create_default_context()
    trust.check_hostname, trust.verify_mode = False, ssl.CERT_NONE
    server = Server(tls_port, {"Host": host}, trust)
    try:
        _wait_until_open(server, process)
        yield server, plain_port
    finally:
        process.terminate()
        process.wait(timeout=60)


def check_configuration(folder: Path, var: Path) -> subprocess.CompletedProcess[str]:
    """`nginx -t`, whose words are in stderr."""
    _write_configuration(folder, upstream=9, ports=(free_port(), free_port()), var=var)
    return subprocess.run(
        [*_command(folder), "-t"], capture_output=True, text=True, check=False, timeout=60
    )


def _command(folder: Path) -> list[str]:
    who = ["user root;"] if os.getuid() == 0 else []  # pytest's folders are closed to others
    directives = " ".join(["daemon off;", *who])
    return [str(shutil.which("nginx")), "-c", str(folder / "nginx.conf"), "-g", directives]


def _write_configuration(folder: Path, *, upstream: int, ports: tuple[int, int], var: Path) -> None:
    certificates = folder / "certificates"
    certificates.mkdir()
    names = ["-keyout", certificates / "privkey.pem", "-out", certificates / "fullchain.pem"]
    subprocess.run(["openssl", "req", "-x509", *SUBJECT, *names], check=True, capture_output=True)
    (folder / "tmp").mkdir()
    shutil.copytree(DEPLOY / "away", folder / "away")
    replaced = {
        "/etc/nginx/mime.types": "/etc/nginx/mime.types",
        "/etc/nginx/": f"{folder}/",
        "/tmp/": f"{folder}/tmp/",  # noqa: S108 - the container's, replaced by the test's
        "/srv/var/": f"{var}/",
        "web:8000": f"127.0.0.1:{upstream}",
        "listen 8080": f"listen 127.0.0.1:{ports[0]}",
        "listen 8443": f"listen 127.0.0.1:{ports[1]}",
    }
    pattern = re.compile("|".join(map(re.escape, replaced)))
    for name in ("nginx.conf", "proxy.conf", "headers.conf"):
        text = (DEPLOY / name).read_text()
        (folder / name).write_text(pattern.sub(lambda found: replaced[found[0]], text))


def _wait_until_open(server: Server, process: "subprocess.Popen[bytes]") -> None:
    enough = time.monotonic() + START_S
    while time.monotonic() < enough:
        assert process.poll() is None, "nginx ended"
        try:
            server.get("/static/nothing.css")
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"nginx did not answer within {START_S} s")
