"""What every app stands on: base page, blocks, registries, sanitiser, limits, images, page cache.

Owns no subject of its own and knows no other app.
Floor: the lowest. Specification: platform.md §5, look.md §3–6, quality.md.
"""
