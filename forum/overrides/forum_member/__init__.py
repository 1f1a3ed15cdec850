"""machina's profiles: the table alone."""
