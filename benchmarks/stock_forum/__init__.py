"""django-machina 1.3.1 as it comes, on a site of its own: what ours is compared with.

`python -m benchmarks.stock_forum` shows there, rule by rule, what forum.md §16 says must not be
reproducible; `benchmarks.forum_pages` has it serve our own tables.
"""
