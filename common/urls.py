"""Addresses of the machine room; `/healthz` is answered before Django (common.front_door)."""

from django.conf import settings
from django.urls import path

from common import views

app_name = "common"
urlpatterns = [
    path("readyz", views.readyz, name="readyz"),
    # In place of Wagtail's view at the same address, which shows files inside the page.
    path("documents/<int:document_id>/<str:filename>", views.document, name="document"),
]
if settings.MEDIA_URL.startswith("/"):
    # nginx serves these itself where there is one.
    media_path = settings.MEDIA_URL.removeprefix("/")
    urlpatterns += [path(f"{media_path}<path:path>", views.media, name="media")]
