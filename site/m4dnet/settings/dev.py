"""`make dev`: the reloader and Django's error pages, on SQLite."""

from m4dnet.settings.base import *  # noqa: F403 - the decisions, then what differs
from m4dnet.settings.base import MAIL_FILE_DIR, env

DEBUG = True
SECRET_KEY = env.str("SECRET_KEY", default="dev-only-" + "x" * 50)
STYLEGUIDE = True
EMAIL_BACKEND = "common.mail.FileBackend"
EMAIL_FILE_PATH = MAIL_FILE_DIR
