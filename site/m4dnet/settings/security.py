"""Headers, cookies, content policy (SEC1–SEC7): one reading for all, stricter under TLS."""

from csp.constants import NONE, SELF, UNSAFE_INLINE

from m4dnet.settings.environment import env

# On in production alone: elsewhere the site is served over plain HTTP on one's own machine.
HTTPS_ONLY = False

# --- Content policy -----------------------------------------------------------------------------
PUBLIC_MEDIA_URL = env.str("PUBLIC_MEDIA_URL", default="")  # another host than ours, if set
_media = [SELF, PUBLIC_MEDIA_URL.rstrip("/")] if PUBLIC_MEDIA_URL else [SELF]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": _media,
        "media-src": _media,
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}
# SEC2: the page editor injects styles, shows pictures it holds in memory, and frames previews.
CMS_PATH = "/cms/"
# The two inline scripts of wagtail-localize, which never vary (common.admin_scripts has the rest).
_LOCALIZE_SCRIPTS = [
    "'sha256-Zi6020hVNJQUtMOgLuIImaOaART6TyIrghPC9PESpjg='",  # submit_translation.html
    "'sha256-fA+90xWAX2ckUQaK7t04ZZgdoWERTLMDjG0jB31D1vc='",  # edit_translation.html
]
CMS_DIRECTIVES = CONTENT_SECURITY_POLICY["DIRECTIVES"] | {
    "script-src": [SELF, *_LOCALIZE_SCRIPTS],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [*_media, "data:", "blob:"],
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
}

# --- Other headers ------------------------------------------------------------------------------
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CROSS_ORIGIN_RESOURCE_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"  # the previews of the admin say SAMEORIGIN themselves
# Pages whose address holds a secret tell it to nobody (SEC3).
TOKEN_VIEWS = [
    "account_confirm_email",
    "account_reset_password_from_key",
    "notifications:stop",
]
# Everything a page could ask a browser for is denied, but passkeys to ourselves. Only names that
# Chromium knows: it warns of any other on every page (tests/browser).
_DENIED = (
    *("accelerometer", "autoplay", "browsing-topics"),
    *("camera", "display-capture", "encrypted-media", "fullscreen", "gamepad", "geolocation"),
    *("gyroscope", "hid", "identity-credentials-get", "idle-detection", "local-fonts"),
    *("magnetometer", "microphone", "midi", "payment", "picture-in-picture"),
    *("screen-wake-lock", "serial", "storage-access", "usb", "xr-spatial-tracking"),
)
PERMISSIONS_POLICY = {feature: [] for feature in _DENIED} | {
    "publickey-credentials-create": "self",
    "publickey-credentials-get": "self",
}

# --- Cookies (SEC6): these four and no others ---------------------------------------------------
SESSION_COOKIE_NAME = "m4d_session"
CSRF_COOKIE_NAME = "m4d_csrf"
LANGUAGE_COOKIE_NAME = "m4d_language"
DISPLAY_COOKIE_NAME = "m4d_display"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
# A message waits in the session, never in a cookie of its own, and is not looked for without one.
MESSAGE_STORAGE = "common.messages.SessionMessages"

CSRF_FAILURE_VIEW = "m4dnet.errors.csrf_failure"

# --- Size of what is sent to us (SEC26) ---------------------------------------------------------
MAX_URL = 8_192  # bytes
MAX_FORM = 1_000_000  # bytes of a form without files
MAX_CMS_FORM = 5_000_000  # a long page is sent whole at each save
MAX_UPLOAD = 30_000_000  # a form with a file, at an address that takes files
UPLOAD_PATHS = [CMS_PATH]
# Django's own limits stand behind those of common.guard.
DATA_UPLOAD_MAX_MEMORY_SIZE = MAX_CMS_FORM
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a page with many blocks and rows
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
FILE_UPLOAD_PERMISSIONS = 0o640

# --- Page cache (PERF3) -------------------------------------------------------------------------
# A request with any other parameter is answered, and not kept.
PAGE_CACHE_PARAMS = frozenset({"page", "print"})
PAGE_CACHE_SECONDS = 60
PARTS_KEPT_SECONDS = 60  # lists that many pages show, to members too: common.parts
