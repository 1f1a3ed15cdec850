"""Taking a quiz: start, save, send, close, extend, and what is shown of it.

Every writer locks in one order: run → enrolment → attempt → the rest. A save locks the attempt
alone. The rules and their reasons: learning.md §6.
"""
