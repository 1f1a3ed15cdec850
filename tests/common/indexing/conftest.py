"""Who listens to what is named as changed."""

import pytest

from common.indexing import changed


class Told(set):
    """The keys that were named since the last look."""

    def hear(self, keys, **kwargs):
        self.update(keys)

    def pages(self):
        """The pages named, and forget them."""
        found = {int(key.partition(":")[2]) for key in self if key.startswith("page:")}
        self.clear()
        return found


@pytest.fixture
def told():
    heard = Told()
    changed.connect(heard.hear)
    yield heard
    changed.disconnect(heard.hear)
