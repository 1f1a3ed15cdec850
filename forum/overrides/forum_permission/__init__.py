"""machina's permissions, computed the same in any order."""
