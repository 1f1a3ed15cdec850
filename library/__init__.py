"""Resources, series and collections: what people look up, cite and download.

Owns records, their files and the download counts; not search, tags or bylines.
Floor: library | forum | messaging | mapping. Specification: platform.md §11.
"""
