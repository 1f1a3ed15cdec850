"""The models every app may use, cut by the reader's words."""

from common.models.media import SiteDocument, SiteImage, SiteRendition
from common.models.pages import BasePage, PlainSummaryMixin
from common.models.settings import SiteSettings
from common.models.visitors import VisitorSalt

__all__ = [
    "BasePage",
    "PlainSummaryMixin",
    "SiteDocument",
    "SiteImage",
    "SiteRendition",
    "SiteSettings",
    "VisitorSalt",
]
