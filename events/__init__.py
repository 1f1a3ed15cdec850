"""Events with sessions and time zones, their lists, months and calendars.

Owns event pages and iCalendar output; registration and live rooms come later.
Floor: news | events | projects | learning | indicators. Specification: platform.md §14.
"""
