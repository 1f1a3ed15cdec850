"""The pages that hold the library's lists."""

from common.models import SectionPage


class LibraryPage(SectionPage):
    """The list of all resources, with facets; below it stand the records."""

    max_count_per_parent = 1
    subpage_types = [
        "library.ResourcePage",
        "library.SeriesIndexPage",
        "library.CollectionIndexPage",
    ]
    page_kind = "library"


class SeriesIndexPage(SectionPage):
    """The list of series."""

    max_count_per_parent = 1
    parent_page_types = ["library.LibraryPage"]
    subpage_types = ["library.SeriesPage"]
    page_kind = "series-list"


class CollectionIndexPage(SectionPage):
    """The list of collections."""

    max_count_per_parent = 1
    parent_page_types = ["library.LibraryPage"]
    subpage_types = ["library.CollectionPage"]
    page_kind = "collection-list"
