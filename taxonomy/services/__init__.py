"""Writes: what a page is about, the lists as files hold them, terms that become one."""

from taxonomy.services.classifying import UnknownTerm, classify
from taxonomy.services.loading import DATA, Loaded, load_taxonomy
from taxonomy.services.merging import (
    CannotMerge,
    TermInUse,
    delete_unused_term,
    follow_merges,
    merge_terms,
    references_to,
    uses_of,
)
from taxonomy.services.words import BadWords, import_words

__all__ = [
    "DATA",
    "BadWords",
    "CannotMerge",
    "Loaded",
    "TermInUse",
    "UnknownTerm",
    "classify",
    "delete_unused_term",
    "follow_merges",
    "import_words",
    "load_taxonomy",
    "merge_terms",
    "references_to",
    "uses_of",
]
