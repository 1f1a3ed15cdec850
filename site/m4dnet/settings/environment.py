"""The one reader of the environment: addresses and secrets come from there alone (SET2)."""

import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parents[3]
env = environ.Env()
environ.Env.read_env(ROOT / ".env")  # absent in most places; never in the repository
# Empty is the same as absent, as .env.example says: an empty number or address is no value.
env.ENVIRON = {name: value for name, value in os.environ.items() if value.strip()}


def required(name: str, why: str) -> str:
    """The variable's value. Raises ImproperlyConfigured with one clear line where it is empty."""
    value = env.str(name, default="").strip()
    if not value:
        raise ImproperlyConfigured(f"{name} is not set: {why}")
    return value


def object_storages(url: str, public_url: str) -> dict[str, dict]:
    """Django's STORAGES for `s3://key:secret@host:port/?private=…&public=…&region=…&tls=1`.

    `default` is private: its links end after ten minutes (SEC16). `public` holds renditions and is
    read at `public_url`, where that is set. Raises ImproperlyConfigured for any other address.
    """
    parts = urlsplit(url)
    asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    if parts.scheme != "s3" or not {"private", "public"} <= asked.keys():
        raise ImproperlyConfigured("STORAGE_URL is s3://key:secret@host/?private=…&public=…")
    scheme = "http" if asked.get("tls") == "0" else "https"
    host = parts.netloc.rpartition("@")[2]
    # Only a site with object storage needs its library.
    from botocore.config import Config

    options = {
        "endpoint_url": f"{scheme}://{host}",
        "access_key": unquote(parts.username or ""),
        "secret_key": unquote(parts.password or ""),
        "region_name": asked.get("region") or None,
        # A call without a limit is a bug (REL11).
        "client_config": Config(
            connect_timeout=2,  # seconds
            read_timeout=10,
            retries={"total_max_attempts": 2},
            signature_version="s3v4",
            s3={"addressing_style": "path"},
        ),
        "file_overwrite": False,
        "default_acl": None,
    }
    private = options | {"bucket_name": asked["private"], "querystring_expire": 600}
    public = options | {"bucket_name": asked["public"], "querystring_auth": False}
    if public_url:
        at = urlsplit(public_url)
        domain = f"{at.netloc}{at.path}".rstrip("/")
        public |= {"custom_domain": domain, "url_protocol": f"{at.scheme}:"}
    backend = "storages.backends.s3.S3Storage"
    return {
        "default": {"BACKEND": backend, "OPTIONS": private},
        "public": {"BACKEND": backend, "OPTIONS": public},
    }
