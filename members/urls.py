"""A member's own pages, below the language."""

from django.urls import path

from members import views

app_name = "members"
urlpatterns = [
    path("me/", views.me, name="me"),
    path("me/profile/", views.profile, name="profile"),
]
