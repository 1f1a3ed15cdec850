"""Writes of home: the tree of section pages, and the hubs that follow what is published."""

from home.services.hubs import (
    fold_pages_of,
    open_country_pages,
    open_pages_of,
    open_theme_pages,
)
from home.services.layout import lay_out_site

__all__ = [
    "fold_pages_of",
    "lay_out_site",
    "open_country_pages",
    "open_pages_of",
    "open_theme_pages",
]
