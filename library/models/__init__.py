"""The models of the library, cut by the reader's words."""

from library.models.files import (
    Accessible,
    DownloadDay,
    DownloadMark,
    FileAudience,
    FileFormat,
    LinkCheck,
    ResourceFile,
)
from library.models.resources import InForce, PublicationStatus, ResourcePage
from library.models.rows import (
    Contributor,
    Discussion,
    ResourceLanguage,
    ResourcePublisher,
    ResourceRegion,
    Role,
    SeeAlso,
)
from library.models.sections import CollectionIndexPage, LibraryPage, SeriesIndexPage
from library.models.series import (
    CollectionItem,
    CollectionKind,
    CollectionPage,
    Frequency,
    SeriesPage,
)

__all__ = [
    "Accessible",
    "CollectionIndexPage",
    "CollectionItem",
    "CollectionKind",
    "CollectionPage",
    "Contributor",
    "Discussion",
    "DownloadDay",
    "DownloadMark",
    "FileAudience",
    "FileFormat",
    "Frequency",
    "InForce",
    "LibraryPage",
    "LinkCheck",
    "PublicationStatus",
    "ResourceFile",
    "ResourceLanguage",
    "ResourcePage",
    "ResourcePublisher",
    "ResourceRegion",
    "Role",
    "SeeAlso",
    "SeriesIndexPage",
    "SeriesPage",
]
