"""Addresses that never move and stand below no language: a certificate is verified for decades."""

from django.urls import path

from learning.views import certificates

urlpatterns = [
    path("verify/", certificates.verify, name="verify"),
    path("verify/<str:code>/", certificates.verify_code, name="verify_code"),
]
