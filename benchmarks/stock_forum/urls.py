"""All of django-machina's addresses, below none of ours."""

from django.urls import include, path

urlpatterns = [path("", include("machina.urls"))]
