"""machina's forums with counters written by name."""
