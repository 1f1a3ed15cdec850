"""Decisions that hold everywhere. Addresses and secrets come from the environment alone (SET2)."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from m4dnet.settings.environment import ROOT, env, object_storages
from m4dnet.settings.forum import FORUM_APPS, FORUM_MIGRATIONS

VAR = Path(env.str("VAR_DIR", default=str(ROOT / "var")))
VAR.mkdir(parents=True, exist_ok=True)
# While this file is there, /readyz sends requests elsewhere (REL12).
DRAIN_FILE = VAR / "draining"

SITE_NAME = "M4D Net"
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
# Whom to tell of a weakness (SEC27), and whether search engines are wanted here.
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default="mailto:security@m4dnet.example")
SEARCH_ENGINES_WELCOME = False
SECRET_KEY = env.str("SECRET_KEY", default="")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
DEBUG = False
IS_PRODUCTION = False

INSTALLED_APPS = [
    "m4dnet",
    "demo",
    "home",
    "search",
    "news",
    "events",
    "learning",
    "library",
    *FORUM_APPS,
    "activity",
    "notifications",
    "members",
    "taxonomy",
    "common",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.frontend_cache",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "members.wagtail_users.UsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks_db",
    "django_tasks",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "django.forms",  # the templates of its controls, for FORM_RENDERER
]

# In this order: what is kept answers first; then every answer, errors too, gets its headers.
MIDDLEWARE = [
    "common.page_cache.PageCacheMiddleware",
    "common.compression.CompressionMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "common.headers.HeadersMiddleware",
    "common.headers.ContentPolicyMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "common.guard.GuardMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "common.request_log.RequestLogMiddleware",
    "common.formkit.see_other_after_post",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "members.middleware.SessionRules",
    "members.middleware.ReaderZone",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "common.display.DisplayMiddleware",
    "common.ratelimit.RateLimitMiddleware",
    "members.middleware.StaffDoor",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "m4dnet.errors.explain_methods",
]

ROOT_URLCONF = "m4dnet.urls"
WSGI_APPLICATION = "m4dnet.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                # Not auth's: it opens the session of readers who have none (PERF3).
                "common.context_processors.reader",
                "common.context_processors.display",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["django.templatetags.i18n", "common.templatetags.m4d"],
        },
    },
]

FORM_RENDERER = "common.rendering.SiteRenderer"

# --- Data -------------------------------------------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR / 'db.sqlite3'}")}
_database = DATABASES["default"]
# Opening a connection anew costs more than all queries of a page, on SQLite too.
_database["CONN_MAX_AGE"] = 60  # seconds
if _database["ENGINE"].endswith("sqlite3"):
    # WAL lets readers read while one writes; FULL: an acknowledged write survives a power cut.
    # The rest is for the search (search.md §11): sorting in memory, the index mapped and kept.
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,  # seconds
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
        " PRAGMA temp_store=MEMORY; PRAGMA mmap_size=268435456; PRAGMA cache_size=-64000;",
    }
else:
    _database["CONN_HEALTH_CHECKS"] = True
    _database["OPTIONS"] = {
        "connect_timeout": 3,  # seconds, REL11
        "options": "-c statement_timeout=5000 -c lock_timeout=3000"
        " -c idle_in_transaction_session_timeout=15000",  # milliseconds
    }
# AutoField here, BigAutoField in each of our AppConfigs: otherwise Django writes migrations
# into the folders of the libraries (house.md, "machina, tamed").
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
MIGRATION_MODULES = FORUM_MIGRATIONS

# Limits and locks must hold when Redis is away, so `default` is a table (REL2, SEC11).
TABLE = {"BACKEND": "common.cache.TableCache", "LOCATION": "cache"}
FILE = "django.core.cache.backends.filebased.FileBasedCache"
REDIS = {
    "BACKEND": "django_redis.cache.RedisCache",
    "LOCATION": env.str("CACHE_URL", default=""),
    "OPTIONS": {"IGNORE_EXCEPTIONS": True, "SOCKET_CONNECT_TIMEOUT": 0.2, "SOCKET_TIMEOUT": 0.2},
}
# Of one process, for seconds: hot pages. Never for limits or locks.
LOCAL = {
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
    "LOCATION": "local",
    "OPTIONS": {"MAX_ENTRIES": 600},
}
CACHES = {"default": TABLE, "local": LOCAL}
for _name in ("pages", "renditions"):
    if REDIS["LOCATION"]:
        CACHES[_name] = {**REDIS, "KEY_PREFIX": _name}
    else:
        CACHES[_name] = {
            "BACKEND": FILE,
            "LOCATION": VAR / "cache" / _name,
            "OPTIONS": {"MAX_ENTRIES": 3000},
        }

# --- Tasks --------------------------------------------------------------------------------------
# Wagtail's own are done within the request, as they always were; ours that wait for others are
# rows that the worker takes (common.worker).
TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "worker": {"BACKEND": "django_tasks_db.DatabaseBackend"},
}

# --- Languages --------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
_KNOWN = {"en": _("English"), "fr": _("French"), "es": _("Spanish"), "ar": _("Arabic")}
# Arabic is prepared and off: INTERFACE_LANGUAGES=en,fr,es,ar switches it on.
INTERFACE_LANGUAGES = env.list("INTERFACE_LANGUAGES", default=["en", "fr", "es"])
LANGUAGES = [(code, _KNOWN[code]) for code in INTERFACE_LANGUAGES]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = [(code, _KNOWN[code]) for code in ("en", "fr", "es")]
LOCALE_PATHS = [ROOT / "locale"]
# English stands in the code. Arabic begins with the issue that has a translator for it.
CATALOGUE_LANGUAGES = ["fr", "es"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
WAGTAIL_I18N_ENABLED = True

# --- Files ------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(VAR / "static")))
STATICFILES_DIRS = [ROOT / "static"]
STATICFILES_FINDERS = [
    "common.staticfiles.JoinedSheetFinder",  # in place of FileSystemFinder: one stylesheet
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media" / "public"
STORAGES = {
    # `default` is private: nothing in it has an address of its own (SEC21).
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(VAR / "media" / "private"), "base_url": None},
    },
    "public": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": str(MEDIA_ROOT),
            "base_url": MEDIA_URL,
            "file_permissions_mode": 0o644,  # nginx serves them, as a user of its own
        },
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if env.str("STORAGE_URL", default=""):
    STORAGES |= object_storages(env.str("STORAGE_URL"), env.str("PUBLIC_MEDIA_URL", default=""))

# --- Notifications -----------------------------------------------------------------------------
# An app that tells of what it never registered: an error where code is written, else logged.
UNKNOWN_NOTIFICATIONS_RAISE = False

# --- Mail -------------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="M4D Net <noreply@m4dnet.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = 10  # seconds, REL11
MAIL_FILE_DIR = Path(env.str("MAIL_FILE_DIR", default=str(VAR / "mail")))

# --- Wagtail ----------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = SITE_NAME
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAILIMAGES_IMAGE_MODEL = "common.SiteImage"
WAGTAILDOCS_DOCUMENT_MODEL = "common.SiteDocument"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 25_000_000  # SEC20
WAGTAILIMAGES_IMAGE_FORM_BASE = "common.pictures.PictureForm"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024  # bytes
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_RENDITION_STORAGE = "public"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "pdf", "pptx", "txt", "xlsx", "epub"]
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # the admin calls nobody (SEC2)
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILEMBEDS_FINDERS = []  # embeds load on click from a fixed list: common.blocks.media
WAGTAIL_WORKFLOW_ENABLED = True
# A page submitted for translation is a draft until its words are there.
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

AUTH_USER_MODEL = "members.User"
# The address is unique without regard to capitals, by a constraint the check does not read.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]

from m4dnet.settings.accounts import *  # noqa: E402, F403 - a block of the same settings
from m4dnet.settings.forum import *  # noqa: E402, F403 - a block of the same settings
from m4dnet.settings.logs import *  # noqa: E402, F403 - a block of the same settings
from m4dnet.settings.search import *  # noqa: E402, F403 - a block of the same settings
from m4dnet.settings.security import *  # noqa: E402, F403 - a block of the same settings
