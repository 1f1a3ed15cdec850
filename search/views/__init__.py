"""Addresses of the search: pages for readers, answers for programs, saved searches."""
