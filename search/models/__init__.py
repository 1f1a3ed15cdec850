"""Rows of the search, cut by what they are about. The indexes themselves belong to the engines."""

from search.models.generations import Generation, State
from search.models.outbox import Outbox, Sink

__all__ = ["Generation", "Outbox", "Sink", "State"]
