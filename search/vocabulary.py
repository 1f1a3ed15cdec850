"""Keeping the words that may be proposed: of titles and summaries of public documents only.

What may be said to anybody is made of what anybody may read, so a correction never tells of a text
that its reader may not see (search.md §5, §9). Same code and tables for every engine.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager

from django.db import connection, models, transaction

from common.audiences import GUESTS
from search.analysis import fold, is_stop_word, script_of, words_of
from search.documents import Indexed
from search.models import SpellGram, SpellSource, SpellWord
from search.reading import chunked

LEAST_DF = 2  # a word that one document has may be misspelt there
LEAST_LETTERS = 3
CHUNK = 500
PAIRED = {"han", "kana", "hangul"}  # kept as overlapping pairs, which are no words

LOCK = 0x5345_4152_4348  # a number of ours, for PostgreSQL's locks by number

Word = tuple[str, str]  # language, term
Given = tuple[str, str]  # language, words


def learn(documents: Iterable[Indexed], gone: Collection[str] = ()) -> None:
    """These documents are so now, and those of the keys `gone` are no longer there.

    To be called with what the index takes. Saying the same again changes nothing: one query.
    """
    now = {one.document.key: _words_given(one) for one in documents}
    now |= dict.fromkeys(gone)
    if not _changed(now, _given_before(now)):
        return
    with alone():
        before = _given_before(now)
        changed = _changed(now, before)
        _count(_difference(before, changed))
        SpellSource.objects.filter(key__in=[key for key in changed if key in before]).delete()
        SpellSource.objects.bulk_create(
            SpellSource(key=key, lang=given[0], words=given[1])
            for key, given in changed.items()
            if given is not None
        )


def keep_only(keys: Collection[str]) -> None:
    """Take back what documents other than these have given: after a rebuild."""
    known, kept = SpellSource.objects.values_list("key", flat=True), set(keys)
    lost = [key for key in known.iterator(chunk_size=CHUNK) if key not in kept]
    for part in chunked(lost, CHUNK):
        learn([], part)


def words_in(text: str, lang: str) -> set[str]:
    """The words of a text that could be misspelt: no figures, no stop words, three letters."""
    return {
        word
        for word in words_of(fold(text))
        if len(word) >= LEAST_LETTERS
        and word.isalpha()
        and script_of(word) not in PAIRED
        and not is_stop_word(word, lang)
    }


def grams_of(word: str) -> set[str]:
    """Each three letters in a row, its edges seen as blanks: so short words have some too."""
    edged = f"  {word} "
    return {edged[at : at + 3] for at in range(len(edged) - 2)}


def _words_given(one: Indexed) -> Given | None:
    """Language and words, as they are stored; None for what not everybody may read.

    What is for guests alone (a profile as they see it) is nothing that a member may be told of.
    """
    document = one.document
    if not one.public or document.audience == {GUESTS}:
        return None
    words = words_in(f"{document.title}\n{document.summary}", document.lang)
    return document.lang, " ".join(sorted(words))


def _given_before(keys: Iterable[str]) -> dict[str, Given]:
    rows = SpellSource.objects.filter(key__in=list(keys))
    return {row.key: (row.lang, row.words) for row in rows}


def _changed(
    now: Mapping[str, Given | None], before: Mapping[str, Given]
) -> dict[str, Given | None]:
    return {key: given for key, given in now.items() if given != before.get(key)}


@contextmanager
def alone() -> Iterator[None]:
    """A transaction in which nobody else learns: who counts the same words would wait in a ring.

    A transaction of SQLite that writes is the only one anyway.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        yield


def _difference(before: Mapping[str, Given], changed: Mapping[str, Given | None]) -> Counter[Word]:
    difference: Counter[Word] = Counter()
    for key, given in changed.items():
        difference.update(_pairs(given))
        difference.subtract(_pairs(before.get(key)))
    return Counter({word: number for word, number in difference.items() if number})


def _pairs(given: Given | None) -> Iterator[Word]:
    if given is not None:
        lang, words = given
        yield from ((lang, word) for word in words.split())


def _count(difference: Counter[Word]) -> None:
    """Add to the numbers of documents; who reaches two can be proposed, who has none goes."""
    by_number: dict[tuple[str, int], list[str]] = {}
    for (lang, term), number in sorted(difference.items()):
        by_number.setdefault((lang, number), []).append(term)
    SpellWord.objects.bulk_create(
        (SpellWord(term=term, lang=lang) for lang, term in difference),
        batch_size=CHUNK,
        ignore_conflicts=True,
    )
    for (lang, number), terms in by_number.items():
        for some in chunked(terms, CHUNK):
            # Never below nothing: a number that has lost its way does not stop an index.
            left = models.F("df") + number
            words = SpellWord.objects.filter(lang=lang, term__in=some)
            words.update(
                df=models.Case(models.When(df__lt=-number, then=0), default=left)
                if number < 0
                else left
            )
    for lang in {lang for lang, _term in difference}:
        for some in chunked([term for of, term in difference if of == lang], CHUNK):
            _offer(SpellWord.objects.filter(lang=lang, term__in=some))


def _offer(words: "models.QuerySet[SpellWord]") -> None:
    """Let those that two documents have be looked up, and no others."""
    words.filter(df=0, blocked=False).delete()
    SpellGram.objects.filter(word__in=words.filter(df__lt=LEAST_DF)).delete()
    new = words.filter(df__gte=LEAST_DF, grams=None)
    SpellGram.objects.bulk_create(
        (
            SpellGram(word=word, gram=gram, length=len(word.term))
            for word in new
            for gram in sorted(grams_of(word.term))
        ),
        batch_size=CHUNK,
    )
