"""`seed_demo --size full`: made-up members, posts and attempts for measuring (contract C2).

Always the same ones, from a fixed seed, written in bulk with counters that are right. One by one,
as members do it, would take hours. Nothing of it is meant to be read.
"""
