"""What readers ask of the search: results, suggestions, and the hooks for lower apps."""

from search.selectors.queries import query
from search.selectors.titles import titles

__all__ = ["query", "titles"]
