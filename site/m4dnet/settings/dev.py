"""`make dev`: the reloader and Django's error pages, on SQLite."""

from m4dnet.settings.base import *  # noqa: F403 - the decisions, then what differs
from m4dnet.settings.base import env

DEBUG = True
SECRET_KEY = env.str("SECRET_KEY", default="dev-only-" + "x" * 50)
STYLEGUIDE = True
UNKNOWN_NOTIFICATIONS_RAISE = True
EMAIL_BACKEND = "common.mail.FileBackend"
if env.str("EMAIL_URL", default=""):
    globals().update(env.email_url("EMAIL_URL"))
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # passkeys on http://localhost
