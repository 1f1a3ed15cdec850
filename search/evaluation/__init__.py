"""How good and how fast the search is, measured: judged queries and a synthetic library."""
