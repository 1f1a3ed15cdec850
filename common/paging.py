"""Lists in pages of twenty, with one answer for addresses that ask for a page that is not there."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils.functional import cached_property

from common.display import display_of

PAGE_SIZE = 20
LIGHT_PAGE_SIZE = 10  # LOW2


class ListPage(Page):
    """A page of a list that knows what `components/pagination.html` shows."""

    @property
    def numbers(self) -> list[int | None]:
        """The first, the last and those around this page; None where some are left out."""
        numbers = self.paginator.get_elided_page_range(self.number, on_each_side=1, on_ends=1)
        return [one if isinstance(one, int) else None for one in numbers]


class CountedPaginator(Paginator):
    """Knows the count already, when the facets have counted: one query less."""

    def __init__(self, *args: Any, total: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._total = total

    def _get_page(self, *args: Any, **kwargs: Any) -> ListPage:
        return ListPage(*args, **kwargs)

    @cached_property
    def count(self) -> int:
        return super().count if self._total is None else self._total


def page_of(
    items: QuerySet[Any] | Sequence[Any], request: HttpRequest, *, total: int | None = None
) -> ListPage:
    """The page of `items` that `?page=` asks for, the first without it.

    `total` is the number of all items where it is known. Raises Http404 for what is no number
    and for pages behind the last; an empty list has one empty page.
    """
    size = LIGHT_PAGE_SIZE if display_of(request).is_light else PAGE_SIZE
    paginator = CountedPaginator(items, size, total=total)
    try:
        return paginator.page(request.GET.get("page", 1))
    except InvalidPage as problem:
        raise Http404(str(problem)) from problem
