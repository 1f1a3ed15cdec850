"""The engines behind one interface; `base` says what each does."""
