"""A member's own pages, below the language."""

from django.urls import path

from members.views import blocking, data, me

app_name = "members"
urlpatterns = [
    path("me/", me.me, name="me"),
    path("me/profile/", me.profile, name="profile"),
    path("me/blocked/", blocking.blocked, name="blocked"),
    path("me/export/", data.export, name="export"),
    path("members/<str:handle>/block/", blocking.block, name="block"),
]
