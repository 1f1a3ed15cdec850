"""An engine in memory that can be told to fail: for what real ones do only on a bad day."""

from search.backends.base import EngineDown


class MemoryEngine:
    """Keeps documents by generation, with versions and traces of removals as engines must.

    `is_down`: nothing answers. `refuses`: keys it will not take. `before_write` is called first.
    """

    name = "memory"

    def __init__(self, sink="embedded"):
        self.sink = sink
        self.indexes = {}
        self.live = None
        self.is_down = False
        self.refuses = set()
        self.before_write = lambda: None
        self.hash = "0123456789abcdef"

    def within(self, seconds):
        return self

    def mapping_hash(self):
        return self.hash

    def create(self, generation):
        self._answer()
        self.indexes.setdefault(generation, {})

    def drop(self, generation):
        self.indexes.pop(generation, None)

    def exists(self, generation):
        return generation in self.indexes

    def write(self, generation, documents, gone, version):
        self._answer()
        self.before_write()
        index = self._index(generation)
        refused = {}
        for one in documents:
            key = one.document.key
            if key in self.refuses:
                refused[key] = "it has a field too many"
            elif index.get(key, (0, None))[0] <= version:
                index[key] = (version, one)
        for key in gone:
            if index.get(key, (0, None))[0] <= version:
                index[key] = (version, None)
        return refused

    def finish(self, generation):
        self._answer()

    def refresh(self, generation):
        self._answer()

    def go_live(self, generation):
        self._answer()
        self.live = generation

    def shown(self, generation, keys):
        index = self._index(generation)
        return {
            key: index[key][1].document for key in keys if index.get(key, (0, None))[1] is not None
        }

    def digests_of(self, generation, keys):
        documents = self._documents(generation)
        return {key: documents[key].digest for key in keys if key in documents}

    def counts(self, generation):
        counted = {}
        for one in self._documents(generation).values():
            counted[one.document.type] = counted.get(one.document.type, 0) + 1
        return counted

    def digests(self, generation):
        self._answer()
        return ((key, one.digest) for key, one in sorted(self._documents(generation).items()))

    def forget_removals(self, generation):
        return 0

    def titles_in(self, generation):
        """What is kept, by title: for tests to look at."""
        return {one.document.title for one in self._documents(generation).values()}

    def _documents(self, generation):
        return {
            key: one for key, (_version, one) in self._index(generation).items() if one is not None
        }

    def _index(self, generation):
        if generation not in self.indexes:
            raise EngineDown(f"there is no index {generation}")
        return self.indexes[generation]

    def _answer(self):
        if self.is_down:
            raise EngineDown("connection refused")
