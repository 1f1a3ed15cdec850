"""What happened on the site: who did what to which thing, for whoever may see it now.

Owns the entries and the signal that tells of each; not who is told (notifications) or figures.
Floor: above notifications. Specification: platform.md §8.
"""
