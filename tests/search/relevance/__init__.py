"""Whether what is best stands first."""
