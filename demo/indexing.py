"""Note once, at the end, what loading changed: each page is saved several times on its way."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.db.models.signals import post_save
from modelsearch.backends import get_search_backends
from modelsearch.index import get_indexed_models
from modelsearch.signal_handlers import post_save_signal_handler


@contextmanager
def indexed_at_the_end() -> Iterator[None]:
    """Keep the editors' search index still, then index every object that was saved, once.

    An object that is gone by then is left out. Handlers are the whole process's, so this is for
    a command that has the process to itself.
    """
    saved: dict[type[Model], set[Any]] = defaultdict(set)

    def remember(instance: Any, **kwargs: Any) -> None:
        if indexed := instance.get_indexed_instance():
            saved[type(indexed)].add(indexed.pk)

    models = [one for one in get_indexed_models() if getattr(one, "search_auto_update", True)]
    for model in models:
        post_save.disconnect(post_save_signal_handler, sender=model)
        post_save.connect(remember, sender=model)
    try:
        yield
    finally:
        for model in models:
            post_save.disconnect(remember, sender=model)
            post_save.connect(post_save_signal_handler, sender=model)
    with transaction.atomic():
        for model, keys in saved.items():
            objects = list(model.get_indexed_objects().filter(pk__in=keys))
            for backend in get_search_backends(with_auto_update=True):
                backend.add_bulk(model, objects)
