"""The models every app may use, cut by the reader's words."""

from common.models.media import SiteDocument, SiteImage, SiteRendition
from common.models.pages import BasePage, PlainSummaryMixin, SectionPage
from common.models.periodic import PeriodicRun
from common.models.review import SecondPersonTask
from common.models.settings import SiteSettings
from common.models.texts import DocumentText, FileOnPage, TextStatus
from common.models.visitors import VisitorSalt

__all__ = [
    "BasePage",
    "DocumentText",
    "FileOnPage",
    "PeriodicRun",
    "PlainSummaryMixin",
    "SecondPersonTask",
    "SectionPage",
    "SiteDocument",
    "SiteImage",
    "SiteRendition",
    "SiteSettings",
    "TextStatus",
    "VisitorSalt",
]
