"""The shared words: themes, countries, regions, SDGs, types, tags, tips, country cards, glossary.

Owns terms, the links from pages to terms and the facets made of them; not the pages themselves.
Floor: above common. Specification: platform.md §6.
"""
