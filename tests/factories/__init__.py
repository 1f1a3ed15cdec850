"""Factories: the ordinary case of each model; a test states only what it is about."""
