"""Reads of the library: records, lists, files, what is fetched most."""

from library.selectors.files import FileRow, download_url, file_rows, file_with

__all__ = ["FileRow", "download_url", "file_rows", "file_with"]
