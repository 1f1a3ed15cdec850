"""Rows of the search, cut by what they are about. The indexes themselves belong to the engines."""

from search.models.generations import Generation, State
from search.models.log import QueryLog, SearchDay
from search.models.outbox import Outbox, Sink
from search.models.saved import MOST_SAVED, Frequency, SavedSearch, Seen
from search.models.spelling import SpellGram, SpellSource, SpellWord

__all__ = [
    "MOST_SAVED",
    "Frequency",
    "Generation",
    "Outbox",
    "QueryLog",
    "SavedSearch",
    "SearchDay",
    "Seen",
    "Sink",
    "SpellGram",
    "SpellSource",
    "SpellWord",
    "State",
]
