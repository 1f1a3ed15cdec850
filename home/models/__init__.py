"""The models of home, cut by the reader's words."""

from home.models.about import AboutPage, Milestone, MilestoneRelated, MilestonesPage, StandardPage
from home.models.front import DoorPage, HomePage, HomePartner
from home.models.hubs import CountryIndexPage, CountryPage, ThemeIndexPage, ThemePage, TipsPage
from home.models.stream import WhatsNewPage

__all__ = [
    "AboutPage",
    "CountryIndexPage",
    "CountryPage",
    "DoorPage",
    "HomePage",
    "HomePartner",
    "Milestone",
    "MilestoneRelated",
    "MilestonesPage",
    "StandardPage",
    "ThemeIndexPage",
    "ThemePage",
    "TipsPage",
    "WhatsNewPage",
]
