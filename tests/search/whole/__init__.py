"""The search as a whole: from what is typed to what is shown, on the engine of the database."""
