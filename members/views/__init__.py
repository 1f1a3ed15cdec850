"""The face of accounts: joining, signing in, keeping an account safe, one's own page."""
