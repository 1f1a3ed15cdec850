"""The base of adapters of what stands on a page without being one: tips, words explained."""

from collections.abc import Collection, Iterable
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.db.models.signals import post_delete, post_save

from common.indexing.adapters import Adapter, Trigger
from common.indexing.pages import numbers_of


class RecordAdapter(Adapter):
    """Rows that editors keep as snippets, each with an anchor on some page.

    A snippet has no drafts: what is saved is shown, so saving and deleting it is what counts.
    """

    related: ClassVar[tuple[str, ...]] = ()  # read in the same query
    more: ClassVar[tuple[str, ...]] = ()  # read in a query each

    def queryset(self) -> QuerySet[Any]:
        model: Any = self.model
        return model._default_manager.order_by("pk")

    def load(self, keys: Collection[str]) -> dict[str, Any]:
        rows = self.queryset().filter(pk__in=numbers_of(keys)).prefetch_related(*self.more)
        # Without a name it would follow every key there is.
        found = list(rows.select_related(*self.related) if self.related else rows)
        self.surround(found)
        return {self.key_of(row): row for row in found}

    def surround(self, rows: list[Any]) -> None:
        """Tell each row of the batch what is not its own."""

    def triggers(self) -> list[Trigger]:
        return [Trigger(signal, self.model, self._own_keys) for signal in (post_save, post_delete)]

    def _own_keys(self, instance: Any, **kwargs: Any) -> Iterable[str]:
        return self.keys_of(instance)
