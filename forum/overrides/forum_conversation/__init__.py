"""machina's topics and posts with counters written by name."""
