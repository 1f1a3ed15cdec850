"""One box over everything a reader may see: analysis, query language, index and engines.

Owns how text becomes terms and how queries are answered; names no content type of another app.
Floor: search, below home. Specification: search.md.
"""
