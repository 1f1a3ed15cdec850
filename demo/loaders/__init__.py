"""One loader an app. Each has `load(seed)`, safe to repeat, and knows its own data files."""
