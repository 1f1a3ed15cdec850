"""The front page and the pages that gather: what's new, themes, countries, about, tips.

Owns no content of others: its lists are selectors of the apps below.
Floor: home | results. Specification: platform.md §16.
"""
