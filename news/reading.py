"""How long a text takes to read."""

import re
from collections.abc import Iterable

WORDS_A_MINUTE = 200  # slower than silent reading in one's own language (238, Brysbaert 2019)
MARKUP = re.compile(r"<[^>]*>")
WORD = re.compile(r"\w+(?:['’.-]\w+)*")


def reading_minutes(texts: Iterable[str]) -> int:
    """Whole minutes, at least one; texts may hold markup."""
    words = sum(len(WORD.findall(MARKUP.sub(" ", text))) for text in texts)
    return max(1, round(words / WORDS_A_MINUTE))
