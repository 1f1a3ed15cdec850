"""Addresses without a language. `m4dnet.urls` includes them."""

from django.urls import path

from search.views import machines, pages

urlpatterns = [
    path("search/", pages.to_own_language, name="search_anywhere"),
    # Where machina would have its own search (search.md §19).
    path("forum/search/", pages.to_own_language, name="search_of_machina"),
    path("api/v1/search/", machines.api, name="search_api"),
    path("opensearch.xml", machines.description, name="opensearch"),
]
