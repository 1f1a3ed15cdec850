"""Reads of home, cut by the reader's words: the stream, the front page, the hubs, about."""
