"""How a work is cited: plain text, BibTeX, RIS, CSL-JSON, for one record or a whole list."""

from library.citation.formats import FORMATS, MAX_CITED, CitationFormat, cite
from library.citation.plain import plain_text
from library.citation.work import Name, Work, work_of

__all__ = [
    "FORMATS",
    "MAX_CITED",
    "CitationFormat",
    "Name",
    "Work",
    "cite",
    "plain_text",
    "work_of",
]
