"""Reads of the library: records, lists, files, what is fetched most."""

from library.selectors.files import FileRow, download_url, file_rows, file_with
from library.selectors.groups import (
    ARCHIVE_MAX,
    collection_context,
    collection_files,
    collection_list_context,
    series_context,
    series_list_context,
)
from library.selectors.heads import feed_items, record_context
from library.selectors.lists import (
    ResultRow,
    latest_records,
    list_context,
    newest,
    popular,
    ranked_context,
    records,
    result_rows,
)
from library.selectors.records import (
    Record,
    Teaser,
    TooMany,
    record_for,
    teaser_of,
    work_for,
    works_of_list,
)
from library.selectors.work import broken_records, incomplete

__all__ = [
    "ARCHIVE_MAX",
    "FileRow",
    "Record",
    "ResultRow",
    "Teaser",
    "TooMany",
    "broken_records",
    "collection_context",
    "collection_files",
    "collection_list_context",
    "download_url",
    "feed_items",
    "file_rows",
    "file_with",
    "incomplete",
    "latest_records",
    "list_context",
    "newest",
    "popular",
    "ranked_context",
    "record_context",
    "record_for",
    "records",
    "result_rows",
    "series_context",
    "series_list_context",
    "teaser_of",
    "work_for",
    "works_of_list",
]
