"""Who is told what, where and how often: on the site, by mail at once, by a daily digest.

Owns notifications, preferences and the outbox of mails; what there is to tell, apps register.
Floor: above members. Specification: platform.md §9, forum.md §8, quality.md REL4, REL10.
"""
