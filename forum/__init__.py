"""The forum: rooms, topics and posts, who may read and write in them, and what moderators decide.

Owns the rows around django-machina's tables and their rules; not mail, feeds of activity, blocks
between members. Floor: library | forum | messaging | mapping. Specification: forum.md.
"""
