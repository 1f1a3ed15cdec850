"""What stands first (search.md §8, §22.9): pairs, each on every engine.

Twenty other documents stand around, so that no word is in half of them.
"""

from datetime import timedelta

import pytest

from common.indexing import Ageing, Kind, registry
from search.asking import OTHER_WORDS, Asked, AskedGroup, Question
from search.ranking import ranked
from tests.search.contract.box import ANYBODY, NOW, document, question

AGO = timedelta(days=1)
FILLING = "words that fill a text without saying much of anything to anybody who reads it"


def page(name, title="A title", body="", **values):
    return document(f"page:{name}", title, f"{body} {FILLING}", **{"type": "page", **values})


def news(name, title="A title", body="", **values):
    return page(name, title, body, **{"type": "news", **values})


def event(name, **values):
    return page(name, "Harvest", **{"type": "event", **values})


EITHER = Question(
    (AskedGroup((Asked(("harvest",)), Asked(("vintag",), weight=OTHER_WORDS))),),
)
# What is asked, what should stand first, what should follow.
PAIRS = {
    "a title beats a body": (
        "harvest", page("a", "Harvest", "of corn"), page("b", "Autumn", "harvest corn"),
    ),
    "more of the words beat fewer": (
        "harvest corn autumn", page("a", body="harvest corn autumn"), page("b", body="corn autumn"),
    ),
    "a word more often beats once": (
        "harvest", page("a", body="harvest harvest harvest"), page("b", body="harvest corn autumn"),
    ),
    "a short text beats a long one": (
        "harvest", page("a", body="harvest"), page("b", body="harvest " + FILLING * 5),
    ),
    "a rare word beats a common one": (
        "harvest usual", page("a", body="harvest"), page("b", body="usual"),
    ),
    "words in order in the title": (
        "corn harvest", page("a", "Corn harvest"), page("b", "Harvest corn"),
    ),
    "newer of equal news": (
        "harvest", news("a", "Harvest"), news("b", "Harvest", published_at=NOW - 400 * AGO),
    ),
    "news loses with time, other pages do not": (
        "harvest", page("a", "Harvest", published_at=NOW - 2_000 * AGO),
        news("b", "Harvest", published_at=NOW - 1_900 * AGO),
    ),
    "old news with the word in its title beats new ones that mention it": (
        "harvest", news("a", "Harvest", published_at=NOW - 400 * AGO), news("b", body="harvest"),
    ),
    "an event to come beats one that is over": (
        "harvest", event("a", starts_at=NOW + 30 * AGO), event("b", starts_at=NOW - 300 * AGO),
    ),
    "an event to come beats a page": (
        "harvest", event("a", starts_at=NOW + 30 * AGO), page("b", "Harvest"),
    ),
    "a higher static rank": (
        "harvest", page("a", "Harvest", static_rank=1.2), page("b", "Harvest", static_rank=1.0),
    ),
    "the reader's language": (
        "harvest", page("a", "Harvest"), page("b", "Harvest", lang="ka"),
    ),
    "what was typed beats what means the same": (
        EITHER, page("a", body="harvest"), page("b", body="vintage"),
    ),
    "what means the same, in the title, beats a mention": (
        EITHER, page("a", "Vintage"), page("b", body="harvest " + FILLING * 5),
    ),
    "equal ones: the newer": (
        "harvest", page("a", "Harvest"), page("b", "Harvest", published_at=NOW - 3 * AGO),
    ),
}  # fmt: skip


@pytest.fixture
def box(box, monkeypatch):
    kinds = {
        "page": Kind("page", "Page", "Pages"),
        "news": Kind("news", "News item", "News", Ageing.NEWS),
        "event": Kind("event", "Event", "Events", Ageing.EVENT),
    }
    monkeypatch.setattr(registry, "_kinds", kinds)
    box.write(*(page(f"f{n}", f"Filling {n}", "usual" if n % 3 else "") for n in range(20)))
    return box


@pytest.mark.parametrize(("asked", "first", "second"), PAIRS.values(), ids=PAIRS.keys())
def test_this_stands_before_that(box, asked, first, second):
    box.write(second, first)
    wanted = question(asked) if isinstance(asked, str) else asked
    answer = box.ask(wanted)
    order = [one.key for one in ranked(answer.found, language="en", now=NOW)]
    pair = [key for key in order if key in (first.key, second.key)]
    assert pair == [first.key, second.key]


def test_titles_in_the_readers_language_are_proposed_first(box):
    """A page stands there in each of its languages: few entries, and the first are read."""
    box.write(
        document("page:1", "Migración y ciudad", lang="es"),
        document("page:2", "Migration rurale", lang="fr"),
        document("page:3", "Rural migration", published_at=NOW - timedelta(days=90), year=2024),
        document("page:4", "Migrant rights", published_at=NOW - timedelta(days=99), year=2023),
        document("page:5", "Migration secrets", audience=frozenset({"members"})),
    )
    keys = box.engine.titles(box.generation, ["migr"], ANYBODY, 8)
    assert keys[:2] == ["page:4", "page:3"]
    assert set(keys[2:]) == {"page:1", "page:2"}
    assert box.engine.titles(box.generation, ["migr"], ANYBODY, 1) == ["page:4"]
