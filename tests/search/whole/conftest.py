"""A world whose documents a test names, indexed for real."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict

from common.indexing import Adapter, Ageing, Kind, SearchDoc, registry
from members.models import Organisation
from search import outbox
from search.access import Principal
from search.backends import engines
from search.drain import drain_all
from search.generations import rebuild
from search.models import Generation
from search.request import from_params
from search.selectors import query

NEWS = Kind("news", "News item", "News", Ageing.NEWS)
POST = Kind("post", "Post", "Posts")
MOMENT = datetime(2026, 11, 1, tzinfo=UTC)


class Things(Adapter):
    """Documents kept in `world`, by key; `closed` are those that the database shows nobody."""

    prefix = "thing"
    model = Organisation
    kinds = (NEWS, POST)

    def __init__(self):
        self.world = {}
        self.closed = set()
        self.asked = []

    def queryset(self):
        return Organisation.objects.none()

    def load(self, keys):
        return {key: self.world[key] for key in keys if key in self.world}

    def to_doc(self, row, key):
        return row

    def can_view(self, user, keys):
        self.asked.append(set(keys))
        return set(keys) - self.closed


@pytest.fixture
def things(db, monkeypatch):
    """The only adapter, with an empty world."""
    adapter = Things()
    monkeypatch.setattr(registry, "_adapters", [adapter])
    monkeypatch.setattr(registry, "_by_type", {"news": adapter, "post": adapter})
    monkeypatch.setattr(registry, "_kinds", {"news": NEWS, "post": POST})
    yield adapter
    for name in Generation.objects.values_list("name", flat=True):
        engines.embedded().drop(name)


def thing(number, title="A title", *, audience=("public",), ancestors=(), **fields):
    return SearchDoc(
        **{
            "key": f"thing:{number}",
            "type": "news",
            "lang": "en",
            "title": title,
            "url": f"/en/things/{number}/",
            "audience": frozenset(audience),
            "ancestors": frozenset(ancestors),
            "published_at": MOMENT,
            "year": 2026,
        }
        | fields
    )


@pytest.fixture
def put(things):
    """Index these documents, and nothing else, in a new index that is then live."""

    def put(*documents):
        things.world = {one.key: one for one in documents}
        engine = engines.embedded()
        rebuild(engine)
        if documents:
            outbox.enqueue(things.world.keys())
            drain_all(engine)
        return things

    return put


def reader(*allow, denied=(), lang="en"):
    """Somebody who holds these tokens; anybody without any."""
    tokens = {"public", *(allow or ("guests",))}
    return Principal(frozenset(tokens), frozenset(denied), lang, not allow, AnonymousUser())


def search(typed="", who=None, **params):
    """The answer to what is typed, as the page would ask."""
    asked = QueryDict(mutable=True)
    asked["q"] = typed
    for name, value in params.items():
        asked.setlist(name, value if isinstance(value, list) else [value])
    who = who or reader()
    return query(from_params(asked, who.lang), who)


def titles(results):
    return [hit.title for hit in results.hits]
