"""Addresses below the language. `m4dnet.urls` includes them."""

from django.urls import path

from home import views

urlpatterns = [path("search/", views.search, name="search")]
