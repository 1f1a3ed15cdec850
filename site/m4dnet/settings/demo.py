"""`make run`: production behaviour over plain HTTP, with the demo content and accounts (SET1)."""

from m4dnet.settings.base import *  # noqa: F403 - the decisions, then what differs
from m4dnet.settings.base import STORAGES, env

# A key of the demo alone: it guards invented accounts on the reader's own machine.
SECRET_KEY = env.str("SECRET_KEY", default="demo-only-" + "x" * 50)
STYLEGUIDE = True
DEMO = True
DEMO_PASSWORD = env.str("DEMO_PASSWORD", default="seven-rivers-one-bridge")
EMAIL_BACKEND = "common.mail.FileBackend"
if env.str("EMAIL_URL", default=""):
    globals().update(env.email_url("EMAIL_URL"))
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # passkeys on http://localhost
