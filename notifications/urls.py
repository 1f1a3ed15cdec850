"""A member's notifications, and the link that stops mail; below the language."""

from django.urls import path

from notifications import views

app_name = "notifications"
urlpatterns = [
    path("me/notifications/", views.notifications, name="list"),
    path("me/notifications/settings/", views.choices, name="settings"),
    path("me/notifications/<int:pk>/", views.follow, name="follow"),
    path("unsubscribe/<str:token>/", views.stop, name="stop"),
]
