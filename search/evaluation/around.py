"""What is measured around the engines: spelling, saving, Wagtail's own search (search.md §20)."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from wagtail.models import Page

from common.indexing import touch
from search.analysis import plain_terms
from search.evaluation.times import Times
from search.models import SpellWord
from search.parser import parse
from search.reading import every_batch
from search.spelling import corrections
from search.vocabulary import LEAST_DF

WORDS = 60  # of the vocabulary, each misspelt in three ways
SAVES = 200
ASKED_OF_WAGTAIL = 10  # words
PATIENCE_S = 30  # for one of them


def spelt(rounds: int) -> tuple[int, Times]:
    """Proposals for misspelt words: how many words this site knows, and the times.

    Of the site's own vocabulary: no word of another may be proposed to its readers.
    """
    known = SpellWord.objects.filter(df__gte=LEAST_DF, blocked=False)
    number = known.count()
    words = known.order_by("term").values_list("term", flat=True)[:: max(number // WORDS, 1)]
    languages = [code for code, _name in settings.LANGUAGES]
    typed = [parse(wrong) for word in words for wrong in _misspelt(word)]
    times = Times()
    for turn in range(rounds + 1):
        for query in typed:
            measured = times if turn else Times()  # the first round only warms up
            with measured.measured():
                corrections(query, languages)
    return number, times


def _misspelt(word: str) -> tuple[str, str, str]:
    """One letter missing, two changed about, one too many."""
    at = len(word) // 2
    return (
        word[:at] + word[at + 1 :],
        word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :],
        f"{word[:at]}x{word[at:]}",
    )


def saved(number: int = SAVES) -> dict[str, Times]:
    """What the search adds to as many saves of something that can be found; empty if nothing can.

    First noting the change, in the transaction of who saves. Then with it what is done right after
    the transaction, before the save returns: the same thing is indexed anew, which changes nothing.
    """
    key = next((one.document.key for batch in every_batch() for one in batch.documents), None)
    if key is None:
        return {}
    noted, altogether = Times(), Times()
    for _ in range(number):
        both, following = Times(), ExitStack()
        with transaction.atomic():
            transaction.on_commit(partial(following.enter_context, both.measured()))
            with both.measured():
                touch([key])
            transaction.on_commit(following.close)
        noted.add(both.ms[:1], both.cpu_ms[:1])
        altogether.add([sum(both.ms)], [sum(both.cpu_ms)])
    return {"save: noting": noted, "save: noting and indexing": altogether}


def beside(patience: int = PATIENCE_S) -> tuple[int, Times]:
    """Wagtail's own search over the pages of this database: how many, and its times.

    Asked once for ten words of their titles, from the commonest to the rarest, twenty hits each.
    One that takes longer than `patience` seconds is given up, and counts with what it took.
    """
    titles = Page.objects.live().values_list("title", flat=True)
    counted = Counter(word for title in titles for word in plain_terms(title) if len(word) > 3)
    ranked = [word for word, _often in counted.most_common()]
    places = {len(ranked) ** (turn / ASKED_OF_WAGTAIL) for turn in range(ASKED_OF_WAGTAIL)}
    times = Times()
    for place in sorted({int(one) - 1 for one in places} if ranked else ()):
        with suppress(DatabaseError), _given_up_after(patience), times.measured():
            list(Page.objects.live().search(ranked[place])[:20])
    return len(titles), times


@contextmanager
def _given_up_after(seconds: int) -> Iterator[None]:
    """A query within that takes longer raises DatabaseError."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = '{int(seconds)}s'")
            yield
        return
    enough = time.monotonic() + seconds
    connection.ensure_connection()
    asked: Any = connection.connection
    asked.set_progress_handler(lambda: time.monotonic() > enough, 100_000)
    try:
        yield
    finally:
        asked.set_progress_handler(None, 0)
