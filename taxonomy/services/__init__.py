"""Writes: what a page is about, the lists as files hold them, terms that become one."""

from taxonomy.services.classifying import UnknownTerm, classify
from taxonomy.services.loading import DATA, Loaded, load_taxonomy

__all__ = ["DATA", "Loaded", "UnknownTerm", "classify", "load_taxonomy"]
