"""The door and what keeps it safe, below `<language>/accounts/` (C5).

allauth's names, and of its addresses only those this site has: no second way in.
"""

from django.urls import path, re_path
from django.views.generic import RedirectView

from members.views import entrance, joining, security

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="members:me")),
    # Joining
    path("signup/", joining.start, name="account_signup"),
    path("signup/about/", joining.about, name="account_signup_about"),
    path("confirm-email/", joining.link_sent, name="account_email_verification_sent"),
    re_path(r"^confirm-email/(?P<key>[-:\w]+)/$", joining.confirm, name="account_confirm_email"),
    # In and out
    path("login/", entrance.sign_in, name="account_login"),
    path("login/passkey/", entrance.passkey, name="mfa_login_webauthn"),
    path("login/second-step/", entrance.second_step, name="mfa_authenticate"),
    path("logout/", entrance.sign_out, name="account_logout"),
    path("inactive/", entrance.closed, name="account_inactive"),
    # A new password by mail
    path("password/reset/", entrance.reset, name="account_reset_password"),
    path("password/reset/done/", entrance.reset_sent, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[-\w]+)/$",
        entrance.new_password,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        entrance.new_password_set,
        name="account_reset_password_from_key_done",
    ),
    # Somebody who is signed in
    path("email/", security.address, name="account_email"),
    path("password/change/", security.password, name="account_change_password"),
    path("reauthenticate/", security.confirm_password, name="account_reauthenticate"),
    path("2fa/", security.second_steps, name="mfa_index"),
    path("2fa/reauthenticate/", security.confirm_code, name="mfa_reauthenticate"),
    path("2fa/totp/activate/", security.activate_app, name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", security.remove_app, name="mfa_deactivate_totp"),
    path("2fa/webauthn/", security.passkeys, name="mfa_list_webauthn"),
    path("2fa/webauthn/add/", security.add_passkey, name="mfa_add_webauthn"),
    path(
        "2fa/webauthn/reauthenticate/",
        security.confirm_passkey,
        name="mfa_reauthenticate_webauthn",
    ),
    path("2fa/webauthn/keys/<int:pk>/remove/", security.remove_passkey, name="mfa_remove_webauthn"),
    path("2fa/webauthn/keys/<int:pk>/edit/", security.rename_passkey, name="mfa_edit_webauthn"),
    path("2fa/recovery-codes/", security.recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "2fa/recovery-codes/generate/",
        security.new_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "2fa/recovery-codes/download/",
        security.download_codes,
        name="mfa_download_recovery_codes",
    ),
    path("sessions/", security.sessions, name="usersessions_list"),
]
