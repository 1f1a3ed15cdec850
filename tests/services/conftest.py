"""The site as production runs it: its settings, PostgreSQL, Redis, gunicorn with two workers."""

import os
import shutil
import subprocess
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from tests.servers import Installation, Server, free_port

HOST = "www.m4dnet.example"
# What nginx would send; TRUSTED_PROXY_COUNT is 1.
FROM_NGINX = {
    "Host": HOST,
    "X-Forwarded-For": "198.51.100.7",
    "X-Forwarded-Proto": "https",
    "Accept-Encoding": "gzip",
}
SECRET = "vC7!kQz0-pL4xR9_tW2mB6nH8jF3dS5gA1eY+uI=oE%rT0123456789"


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(os.path.dirname(__file__)):
            item.add_marker(pytest.mark.services)
            item.add_marker(pytest.mark.enable_socket)


@pytest.fixture(scope="session")
def postgres():
    """Address of a server where databases can be made."""
    address = os.environ.get("DATABASE_TEST_URL")
    if not address:
        pytest.skip("DATABASE_TEST_URL is not set: run `make test-services`")
    return address


@pytest.fixture(scope="session")
def database(postgres):
    """An empty database of the site's own."""
    name = f"m4d_site_{os.getpid()}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield urlunsplit(urlsplit(postgres)._replace(path=f"/{name}"))
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


class Redis:
    """A Redis that a test may stop and start."""

    def __init__(self) -> None:
        found = os.environ.get("REDIS_SERVER") or shutil.which("redis-server")
        if not found:
            pytest.skip("redis-server is not installed")
        self.port = free_port()
        self.command = [found, "--bind", "127.0.0.1", "--port", str(self.port), "--save", ""]
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait(timeout=60)
            self.process = None


@pytest.fixture(scope="session")
def the_redis():
    redis = Redis()
    redis.start()
    yield redis
    redis.stop()


@pytest.fixture
def redis(the_redis):
    """Runs when a test begins, whatever the one before did."""
    if the_redis.process is None:
        the_redis.start()
    return the_redis


@pytest.fixture(scope="session")
def installation(database, the_redis, tmp_path_factory):
    """Installed as docs/operations/deploy.md says: migrated, laid out, static files collected."""
    site = Installation(
        environment={
            "DJANGO_SETTINGS_MODULE": "m4dnet.settings.production",
            "SECRET_KEY": SECRET,
            "SITE_URL": f"https://{HOST}",
            "ALLOWED_HOSTS": HOST,
            "DATABASE_URL": database,
            "CACHE_URL": the_redis.url,
            "EMAIL_URL": "smtp://127.0.0.1:9",
            "TRUSTED_PROXY_COUNT": "1",
            "WEB_CONCURRENCY": "2",
            "VAR_DIR": str(tmp_path_factory.mktemp("var")),
        },
        headers=FROM_NGINX,
    )
    site.manage("migrate", "--verbosity", "0")
    site.manage("createcachetable")
    site.manage("load_taxonomy")
    site.manage("lay_out_site")
    site.manage("collectstatic", "--no-input", "--verbosity", "0")
    return site


@pytest.fixture(scope="session")
def the_server(installation):
    with installation.serving() as server:
        yield server


@pytest.fixture
def server(the_server: Server, redis: Redis) -> Server:
    """Two workers behind nginx."""
    return the_server
