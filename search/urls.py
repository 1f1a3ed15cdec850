"""Addresses below the language. `m4dnet.urls` includes them."""

from django.urls import path

from search.views import machines, pages, saved

urlpatterns = [
    path("search/", pages.results, name="search"),
    path("search/suggest/", machines.suggest, name="search_suggest"),
    path("search/feed/", machines.feed, name="search_feed"),
    path("me/searches/", saved.searches, name="saved_searches"),
    path("me/searches/<int:pk>/", saved.search, name="saved_search"),
    path("me/searches/stop/<str:token>/", saved.stop, name="stop_search"),
]
