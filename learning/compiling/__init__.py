"""From the bank to a frozen version: what is checked, what is written, what counts as the same.

Specification: learning.md §3.3 and §3.4.
"""
