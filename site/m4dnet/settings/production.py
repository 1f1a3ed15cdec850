"""The real site: refuses to start without its secrets (SET2, SET3)."""

from django.core.exceptions import ImproperlyConfigured

from m4dnet.settings.base import *  # noqa: F403 - the decisions, then what differs
from m4dnet.settings.base import SECRET_KEY, STORAGES, TRUSTED_PROXY_COUNT
from m4dnet.settings.environment import env, required
from m4dnet.settings.logs import logging_for

IS_PRODUCTION = True
STYLEGUIDE = False
REQUIRE_STAFF_MFA = True  # SEC8; dev and demo choose

required("SITE_URL", "links in mail start with it, such as https://www.example.org")
required("ALLOWED_HOSTS", "the names this site answers to, with commas between")
required("DATABASE_URL", "postgres://user:password@host:5432/name")
required("EMAIL_URL", "smtp+tls://user:password@host:587, or another server for mail")
required("SECRET_KEY", "at least 50 random characters")
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY is too short: at least 50 random characters.")

globals().update(env.email_url("EMAIL_URL"))
SEARCH_ENGINES_WELCOME = env.bool("SEARCH_ENGINES_WELCOME", default=True)
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
}
LOGGING = logging_for("json", env.str("LOG_LEVEL", default="INFO"))

# --- Transport ----------------------------------------------------------------------------------
HTTPS_ONLY = env.bool("HTTPS_ONLY", default=True)
if TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
if HTTPS_ONLY:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^readyz$"]  # asked from inside, where there is no TLS
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["upgrade-insecure-requests"] = True  # noqa: F405
    CMS_DIRECTIVES["upgrade-insecure-requests"] = True  # noqa: F405 - from the block of security
    # Of this host alone, by TLS alone: a browser takes a cookie of that name in no other way.
    SESSION_COOKIE_NAME = "__Host-m4d_session"
    CSRF_COOKIE_NAME = "__Host-m4d_csrf"
    LANGUAGE_COOKIE_NAME = "__Host-m4d_language"
    DISPLAY_COOKIE_NAME = "__Host-m4d_display"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
# W021: a preload list binds the whole domain for years; who runs the site decides that.
SILENCED_SYSTEM_CHECKS = [*SILENCED_SYSTEM_CHECKS, "security.W021"]  # noqa: F405
