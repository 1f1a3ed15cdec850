"""Pages of the open forum: reading, writing, one's own, moderating, feeds."""
