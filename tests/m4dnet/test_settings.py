"""Production starts only with its secrets, and keeps them to itself (SET1–SET4)."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from m4dnet.settings.environment import object_storages

ROOT = Path(__file__).resolve().parents[2]
COMPLETE = {
    "SECRET_KEY": "vC7!kQz0-pL4xR9_tW2mB6nH8jF3dS5gA1eY+uI=oE%rT0123456789",
    "SITE_URL": "https://www.m4dnet.example",
    "ALLOWED_HOSTS": "www.m4dnet.example",
    "DATABASE_URL": "postgres://m4d:secret@127.0.0.1:5/m4d",
    "EMAIL_URL": "smtp+tls://m4d:secret@127.0.0.1:587",
    "TRUSTED_PROXY_COUNT": "1",
}
PRINT = """
import json, sys
from django.conf import settings
print(json.dumps({name: str(getattr(settings, name)) for name in sys.argv[1:]}))
"""


def production(tmp_path, *names, **environment):
    """Start Python with production settings; return the finished process."""
    return subprocess.run(
        [sys.executable, "-c", PRINT, *names],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": "site:.",
            "DJANGO_SETTINGS_MODULE": "m4dnet.settings.production",
            "VAR_DIR": str(tmp_path),
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    "missing", ["SECRET_KEY", "SITE_URL", "ALLOWED_HOSTS", "DATABASE_URL", "EMAIL_URL"]
)
def test_production_does_not_start_without_its_secrets(missing, tmp_path):
    """SET2: and says which one in its last line."""
    environment = {name: value for name, value in COMPLETE.items() if name != missing}
    process = production(tmp_path, "DEBUG", **environment)
    assert process.returncode != 0
    assert f"{missing} is not set" in process.stderr.splitlines()[-1]


def test_production_does_not_start_with_a_short_key(tmp_path):
    process = production(tmp_path, "DEBUG", **COMPLETE | {"SECRET_KEY": "x" * 49})
    assert "SECRET_KEY is too short" in process.stderr


def test_a_variable_that_is_empty_is_as_good_as_absent(tmp_path):
    """SET2: a copy of .env.example starts, with the defaults its comments name."""
    lines = (ROOT / ".env.example").read_text().splitlines()
    names = [line.removesuffix("=") for line in lines if re.fullmatch(r"[A-Z_]+=", line)]
    empty = dict.fromkeys(names, "")
    process = production(tmp_path, "HTTPS_ONLY", "INTERFACE_LANGUAGES", **empty | COMPLETE)
    got = json.loads(process.stdout)
    assert got["HTTPS_ONLY"] == "True"
    assert got["INTERFACE_LANGUAGES"] == "['en', 'fr', 'es']"


def test_production_is_strict_about_transport_and_cookies(tmp_path):
    """SEC3, SEC6."""
    names = [
        *("DEBUG", "SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "LANGUAGE_COOKIE_NAME"),
        *("DISPLAY_COOKIE_NAME", "SESSION_COOKIE_SECURE", "SECURE_HSTS_SECONDS"),
        *("SECURE_SSL_REDIRECT", "CONTENT_SECURITY_POLICY", "EMAIL_TIMEOUT"),
    ]
    process = production(tmp_path, *names, **COMPLETE)
    got = json.loads(process.stdout)
    for name in ("SESSION", "CSRF", "LANGUAGE", "DISPLAY"):
        assert got[f"{name}_COOKIE_NAME"].startswith("__Host-")
    assert got["DEBUG"] == "False"
    assert got["SESSION_COOKIE_SECURE"] == got["SECURE_SSL_REDIRECT"] == "True"
    assert int(got["SECURE_HSTS_SECONDS"]) >= 365 * 24 * 3600
    assert "upgrade-insecure-requests" in got["CONTENT_SECURITY_POLICY"]


def test_every_call_to_the_database_has_a_limit(tmp_path):
    """REL11."""
    options = json.loads(production(tmp_path, "DATABASES", **COMPLETE).stdout)["DATABASES"]
    for limit in ("connect_timeout", "statement_timeout", "lock_timeout", "idle_in_transaction"):
        assert limit in options


def test_object_storage_is_two_buckets_with_limits():
    """SEC16, SEC21, REL11."""
    storages = object_storages(
        "s3://key:se%2Fcret@minio:9000/?private=files&public=pictures&region=x&tls=0",
        "https://media.m4dnet.example",
    )
    private, public = storages["default"]["OPTIONS"], storages["public"]["OPTIONS"]
    assert (private["bucket_name"], public["bucket_name"]) == ("files", "pictures")
    assert private["endpoint_url"] == "http://minio:9000"
    assert private["secret_key"] == "se/cret"
    assert private["querystring_expire"] <= 600
    assert private["client_config"].connect_timeout == 2
    assert public["custom_domain"] == "media.m4dnet.example"
    assert public["querystring_auth"] is False


@pytest.mark.parametrize("url", ["http://x/?private=a&public=b", "s3://x/?private=a", "s3://x/"])
def test_a_storage_that_is_not_understood_is_refused(url):
    with pytest.raises(ImproperlyConfigured):
        object_storages(url, "")


# --- Secrets --------------------------------------------------------------------------------------
SECRETS = {
    "private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "access key": re.compile(r"\bAKIA[0-9A-Z]{16}\b"),
    "token": re.compile(r"\b(?:ghp|gho|glpat|xox[abp]|sk_live)[-_][A-Za-z0-9_-]{20,}"),
    "password in an address": re.compile(r"\b\w+://[^\s/:@\"'{}<$]+:[^\s/@\"'{}<$]{6,}@(?!host\b)"),
    "django key": re.compile(r"SECRET_KEY\s*=\s*[\"'][^\"']{30,}[\"']"),
}
# Invented ones, each for a reason: tests above, and what the documents show as an example.
KNOWN = {
    "tests/m4dnet/test_settings.py",
    "tests/common/test_http.py",
    "tests/m4dnet/test_checks.py",
}


def test_the_repository_holds_no_secret():
    """SET4."""
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    found = []
    for name in listed:
        path = ROOT / name
        if name in KNOWN or not path.is_file() or path.suffix in {".pdf", ".webp", ".png"}:
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        found += [f"{kind} in {name}" for kind, secret in SECRETS.items() if secret.search(text)]
    assert found == []


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("private key", "-----BEGIN RSA PRIVATE KEY-----"),
        ("access key", "AKIA" + "ABCDEFGHIJKLMNOP"),
        ("password in an address", "postgres://m4d:correcthorse@db.m4dnet.example/m4d"),
        ("django key", "SECRET_KEY = 'abcdefghijklmnopqrstuvwxyz0123456789'"),
    ],
)
def test_the_scan_knows_a_secret_when_it_sees_one(kind, text):
    assert SECRETS[kind].search(text)


def test_the_example_of_an_environment_has_names_and_no_values():
    """SET4: and knows every variable that is read."""
    lines = (ROOT / ".env.example").read_text().splitlines()
    named = {line.split("=", 1)[0].lstrip("# ") for line in lines if "=" in line}
    assert [line for line in lines if re.match(r"[A-Z_]+=.", line)] == []
    sources = [*(ROOT / "site").rglob("*.py"), ROOT / "gunicorn.conf.py"]
    text = "\n".join(path.read_text() for path in sources)
    read = set(re.findall(r"env(?:\.\w+)?\(\s*\"([A-Z_]+)\"", text))
    read |= set(re.findall(r"(?:required|environ\.get)\(\s*\"([A-Z_]+)\"", text))
    assert read - {"DJANGO_SETTINGS_MODULE"} <= named


# --- Those of the tests -------------------------------------------------------------------------
FORK = """
import os, sys
from django.conf import settings
child = os.fork()
if not child:
    sys.exit()
os.waitpid(child, 0)
print(settings.VAR, settings.VAR.exists())
"""


def test_what_tests_write_goes_with_the_process_that_made_the_folder():
    """And not with one that was forked from it, which ends before."""
    process = subprocess.run(
        [sys.executable, "-c", FORK],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": "site:.",
            "DJANGO_SETTINGS_MODULE": "m4dnet.settings.test",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    folder, was_there = process.stdout.split()
    assert Path(folder).name.startswith("m4dnet-test-")
    assert was_there == "True"
    assert not Path(folder).exists()
