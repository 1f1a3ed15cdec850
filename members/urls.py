"""A member's own pages, below the language."""

from django.urls import path

from members.views import me

app_name = "members"
urlpatterns = [
    path("me/", me.me, name="me"),
    path("me/profile/", me.profile, name="profile"),
]
