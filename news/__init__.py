"""News, blog entries and the interview series #diaspora conversations.

Owns these pages and their feeds; not events, and not the merged stream (home).
Floor: news | events | projects | learning | indicators. Specification: platform.md §13.
"""
