"""A library of any size that is the same each time: for measuring, never for judging (§11).

About 150 words a document, drawn by Zipf's law from 50,000; 160 countries, 24 themes; a quarter of
the forum's posts are for their forum alone.
"""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from common.audiences import PUBLIC
from common.indexing import SearchDoc

WORDS, EXPONENT = 50_000, 1.05
LETTERS = "bcdfghjklmnpqrstvwxz"
VOWELS = "aeiou"
COUNTRIES, THEMES, FORUMS = 160, 24, 40
TYPES = ("news", "blog", "event", "resource", "member", "post", "post", "post")
LANGS = ("en", "en", "en", "fr", "es", "ar")
LATEST = datetime(2026, 11, 1, tzinfo=UTC)
SEED = 20261126


def word(rank: int) -> str:
    """The word of this rank, 1 the commonest: letters and a figure, so that no stemmer cuts it."""
    syllables = []
    rest = rank
    for _ in range(3):
        rest, letter = divmod(rest, len(LETTERS))
        rest, vowel = divmod(rest, len(VOWELS))
        syllables.append(LETTERS[letter] + VOWELS[vowel])
    return f"{''.join(syllables)}{rank % 7}"


def documents(number: int) -> Iterator[SearchDoc]:
    """So many documents."""
    draw = random.Random(SEED)  # noqa: S311 - nothing secret: the same library each time
    words = [word(rank) for rank in range(1, WORDS + 1)]
    weights = list(accumulate(1 / rank**EXPONENT for rank in range(1, WORDS + 1)))
    for pk in range(number):
        type_ = draw.choice(TYPES)
        is_closed = type_ == "post" and draw.random() < 0.25
        forum = draw.randrange(FORUMS)
        day = LATEST - timedelta(days=draw.randrange(3_650), seconds=draw.randrange(86_400))
        text = draw.choices(words, cum_weights=weights, k=draw.randrange(100, 200))
        yield SearchDoc(
            key=f"{type_}:{pk}",
            type=type_,
            lang=draw.choice(LANGS),
            title=" ".join(text[:8]),
            summary=" ".join(text[8:30]),
            body=" ".join(text[30:]),
            url=f"/{pk}/",
            audience=frozenset({f"forum:{forum}" if is_closed else PUBLIC}),
            ancestors=frozenset({f"p:{1 + forum}", "p:1"}),
            themes=tuple(sorted({f"theme{draw.randrange(THEMES)}" for _ in range(2)})),
            places=(f"C{draw.randrange(COUNTRIES)}", f"region:{forum % 6}"),
            year=day.year,
            format=draw.choice(("article", "video", "report", "")),
            published_at=day,
            starts_at=day + timedelta(days=60) if type_ == "event" else None,
            static_rank=draw.choice((0.8, 1.0, 1.0, 1.2)),
        )


def queries() -> dict[str, str]:
    """A fixed mix of thirty, by what is hard about each. Ranks are those of `word`."""
    mix = {
        "one word, nearly everywhere": [1],
        "one word, in half": [30],
        "one word, in a sixth": [120],
        "one word, in a tenth": [200],
        "one word, rare": [9_000],
        "one word, seldom": [2_500],
        "two common words": [40, 90],
        "two words": [300, 800],
        "two rare words": [5_000, 7_000],
        "half, sixth, twentieth": [30, 120, 400],
        "everywhere and rare": [1, 9_000],
        "five words, rare to everywhere": [1, 30, 200, 1_500, 9_000],
        "five words of a twentieth": [400, 420, 440, 460, 480],
        "five words of a sixth": [110, 115, 120, 125, 130],
        "six words, sixth to everywhere": [1, 2, 30, 60, 110, 120],
        "twelve words": [5, 50, 100, 200, 400, 600, 900, 1_500, 2_000, 3_000, 5_000, 9_000],
        "three usual words": [500, 1_000, 2_000],
        "four usual words": [250, 700, 1_400, 6_000],
        "common and seldom": [50, 2_500],
        "seldom and rare": [2_500, 9_000],
    }
    asked = {name: " ".join(map(word, ranks)) for name, ranks in mix.items()}
    return asked | {
        "a phrase of common words": f'"{word(40)} {word(60)}"',
        "a phrase of usual words": f'"{word(300)} {word(500)}"',
        "a phrase and a word": f'"{word(100)} {word(150)}" {word(1_000)}',
        "an exclusion": f"{word(200)} -{word(30)}",
        "either of two": f"{word(300)} OR {word(700)}",
        "a beginning": f"{word(777)[:4]}*",
        "a short beginning": f"{word(777)[:2]}*",
        "only an exclusion": f"-{word(120)}",
        "everything by date": "",
        "none": "qqqqqq",
    }
