"""Writes of the library: downloads counted, links tested."""

from library.services.downloads import count_download, record_download
from library.services.links import check_link, check_links

__all__ = ["check_link", "check_links", "count_download", "record_download"]
