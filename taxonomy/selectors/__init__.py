"""Reads: terms of lists of pages, what is related, tips, country cards, the glossary."""

from taxonomy.selectors.glossary import GlossaryEntry, GlossaryLetter, glossary_letters
from taxonomy.selectors.knowledge import (
    CardFinding,
    CountryCardData,
    ReadOn,
    TipCard,
    TipCluster,
    country_cards,
    tip_cards,
    tip_clusters,
)
from taxonomy.selectors.pages import (
    Related,
    TagLink,
    TermLine,
    closest,
    related_pages,
    tag_links,
    terms_of,
    with_terms,
)

__all__ = [
    "CardFinding",
    "CountryCardData",
    "GlossaryEntry",
    "GlossaryLetter",
    "ReadOn",
    "Related",
    "TagLink",
    "TermLine",
    "TipCard",
    "TipCluster",
    "closest",
    "country_cards",
    "glossary_letters",
    "related_pages",
    "tag_links",
    "terms_of",
    "tip_cards",
    "tip_clusters",
    "with_terms",
]
