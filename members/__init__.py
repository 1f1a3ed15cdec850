"""People: users, minimal profiles, signing in, and the one function that prints a person.

Owns accounts, organisations and bylines; not what people write.
Floor: above taxonomy. Specification: platform.md §7, quality.md SEC6–SEC12.
"""
