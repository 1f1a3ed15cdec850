"""Signing in: one door for site and admin (SEC7–SEC12)."""

from m4dnet.settings.environment import env

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "members:me"
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_FRONTEND_LOGIN_URL = "account_login"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False

# Staff need a second factor: always in production, by choice in dev and demo.
REQUIRE_STAFF_MFA = env.bool("REQUIRE_STAFF_MFA", default=False)

PASSWORD_HASHERS = [
    "members.passwords.Argon2",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",  # for imported accounts
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "members.passwords.LengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "members.passwords.GuessValidator"},
]
PASSWORD_RESET_TIMEOUT = 60 * 60  # seconds

ACCOUNT_ADAPTER = "members.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "members.bylines.own_name"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {
    "login": "members.forms.SignInForm",
    "reset_password": "members.forms.ResetForm",
    "reset_password_from_key": "members.forms.NewPasswordForm",
    "add_email": "members.forms.ChangeAddressForm",
    "change_password": "members.forms.ChangePasswordForm",
    "reauthenticate": "members.forms.ConfirmPasswordForm",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 3
ACCOUNT_EMAIL_CONFIRMATION_HMAC = False  # rows: a link dies when it is used or signed up anew
ACCOUNT_CONFIRM_EMAIL_ON_GET = False  # mail scanners follow links
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True  # only in the browser that signed up
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # this session stays, the others end
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True  # the old address hears of a change
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True  # the same time and length as for a known address
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60  # seconds
ACCOUNT_SESSION_REMEMBER = None  # the reader decides at each sign-in
# allauth's limits answer 200 and name no wait; ours (members.limits) stand in the same places.
ACCOUNT_RATE_LIMITS = False
MFA_RATE_LIMITS = False

MFA_ADAPTER = "members.adapter.MFAAdapter"
MFA_FORMS = {
    "authenticate": "members.forms.CodeForm",
    "reauthenticate": "members.forms.ConfirmCodeForm",
    "activate_totp": "members.forms.ActivateCodesForm",
    "add_webauthn": "members.forms.AddPasskeyForm",
    "edit_webauthn": "members.forms.RenamePasskeyForm",
    "authenticate_webauthn": "members.forms.PasskeyForm",
    "login_webauthn": "members.forms.PasskeySignInForm",
    "reauthenticate_webauthn": "members.forms.ConfirmPasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_ISSUER = "M4D Net"
MFA_TOTP_PERIOD = 30  # seconds
MFA_TOTP_TOLERANCE = 1  # the code before and after: clocks differ, people type slowly
USERSESSIONS_TRACK_ACTIVITY = False  # members.sessions notes the day

SESSION_COOKIE_AGE = 14 * 24 * 60 * 60  # seconds; what ends earlier: members.sessions
