"""Addresses without a language, for machines. `m4dnet.urls` includes them."""

from django.urls import path, register_converter

from home import views


class PartConverter:
    """The number of a part, as it is written in one way only."""

    regex = "[1-9][0-9]{0,5}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(PartConverter, "part")

urlpatterns = [
    path("sitemap.xml", views.sitemap_index, name="sitemap"),
    path("sitemap-<part:number>.xml", views.sitemap_part, name="sitemap_part"),
    path("sitemap-forum-<part:number>.xml", views.sitemap_of_forum, name="sitemap_of_forum"),
    path("map.svg", views.world_map, name="world_map"),
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
]
