"""The real site: refuses to start without its secrets (SET2, SET3)."""

from django.core.exceptions import ImproperlyConfigured

from m4dnet.settings.base import *  # noqa: F403 - the decisions, then what differs
from m4dnet.settings.base import SECRET_KEY, STORAGES, env

if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY must be set to at least 50 random characters.")

globals().update(env.email_url("EMAIL_URL"))
IS_PRODUCTION = True
STYLEGUIDE = False
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
}
