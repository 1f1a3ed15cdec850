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

__all__ = [
    "DATA",
    "CannotMerge",
    "Loaded",
    "TermInUse",
    "UnknownTerm",
    "classify",
    "delete_unused_term",
    "follow_merges",
    "load_taxonomy",
    "merge_terms",
    "references_to",
    "uses_of",
]
