"""The site starts with production settings on PostgreSQL and Redis, and says what it should."""

import gzip
import json
import re
import sys

import pytest

from tests.services.conftest import HOST


def test_it_does_not_start_without_its_secrets(installation):
    """SET2: gunicorn ends, with the reason in its last words."""
    for name in ("SECRET_KEY", "DATABASE_URL", "EMAIL_URL", "SITE_URL", "ALLOWED_HOSTS"):
        environment = {**installation.environment, name: ""}
        broken = type(installation)(environment, installation.headers)
        done = broken.run([sys.executable, "-m", "gunicorn", "--bind", "127.0.0.1:0"])
        assert done.returncode != 0
        assert f"{name} is not set" in done.stderr


def test_nothing_speaks_against_its_deployment(installation):
    """SET3: warnings fail too; the database is there to be asked for demo accounts."""
    installation.manage("check", "--deploy", "--fail-level", "WARNING")


def test_models_and_migrations_agree_on_postgresql(installation):
    installation.manage("makemigrations", "--check", "--dry-run")
    installation.manage("migrate", "--check")


def test_the_front_page_comes_with_every_header(server):
    """SEC1, SEC3, SEC6, OPS5, PERF3."""
    page = server.get("/en/")
    assert page.status == 200
    assert b"<h1" in gzip.decompress(page.body)
    policy = page.headers["Content-Security-Policy"]
    for part in ("default-src 'none'", "script-src 'self'", "style-src 'self'"):
        assert part in policy
    assert "upgrade-insecure-requests" in policy
    assert "unsafe" not in policy
    expected = {
        "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "public, no-cache",
        "Content-Encoding": "gzip",
        "Content-Language": "en",
    }
    assert {name: page.headers[name] for name in expected} == expected
    assert "camera=()" in page.headers["Permissions-Policy"]
    assert page.headers["Set-Cookie"] is None
    assert re.fullmatch(r"[0-9a-f]{32}", page.headers["X-Request-ID"])


@pytest.mark.parametrize(
    "path", ["/en/nothing-here/", "/fr/rien/", "/cms/nothing/", "/static/x.js"]
)
def test_errors_carry_the_same_headers_and_no_version(server, path):
    """SEC3."""
    page = server.get(path, Accept_Encoding="identity")
    assert page.status in (302, 404)
    assert page.headers["Content-Security-Policy"]
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["Strict-Transport-Security"]
    assert not re.search(r"Django|Wagtail|Python|gunicorn/", page.text)


def test_plain_http_is_led_to_tls(server):
    page = server.get("/en/", X_Forwarded_Proto="http")
    assert (page.status, page.headers["Location"]) == (301, f"https://{HOST}/en/")


def test_a_host_that_is_not_ours_is_refused_before_the_cache(server):
    """SEC4."""
    server.get("/en/")
    assert server.get("/en/", Host="evil.example").status == 400


def test_static_files_keep_their_names_and_come_compressed(server):
    """PERF1: the name changes with the content, so a browser never asks again."""
    page = gzip.decompress(server.get("/en/").body).decode()
    sheet = re.search(r'href="(/static/[^"]+\.css)"', page)[1]
    answer = server.get(sheet, Accept_Encoding="br")
    assert answer.status == 200
    assert answer.headers["Content-Encoding"] == "br"
    assert "immutable" in answer.headers["Cache-Control"]


def test_it_is_alive_and_ready(server, installation):
    """OPS5: alive without host or proxy; ready with every part named, and none in detail."""
    assert server.get("/healthz", Host="10.0.0.1", X_Forwarded_Proto="http").body == b"ok\n"
    installation.manage("run_periodic")
    answer = server.get("/readyz", X_Forwarded_Proto="http", Accept_Encoding="identity")
    report = json.loads(answer.body)
    assert answer.status == 200
    assert set(report["parts"]) == {
        "database",
        "migrations",
        "cache",
        "storage",
        "clock",
        "worker",
        "mail",
    }
    assert report["parts"]["database"] == report["parts"]["cache"] == "ok"
    assert str(installation.environment["VAR_DIR"]) not in answer.text


def test_the_log_is_json_with_number_and_without_addresses(installation, tmp_path):
    """OPS6, PRV5."""
    site = type(installation)(
        {**installation.environment, "VAR_DIR": str(tmp_path)}, installation.headers
    )
    site.manage("collectstatic", "--no-input", "--verbosity", "0")
    with site.serving() as server:
        number = server.get("/en/").headers["X-Request-ID"]
        log = (tmp_path / f"gunicorn-{server.port}.log").read_text()
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    line = next(one for one in lines if one.get("request_id") == number)
    assert (line["event"], line["method"], line["status"]) == ("request", "GET", 200)
    assert "198.51.100.7" not in log
