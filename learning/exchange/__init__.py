"""Questions from elsewhere: read, report, and only then drafts in the bank.

Our own readers, and nothing is silently dropped. Rules: learning.md §9.
"""
