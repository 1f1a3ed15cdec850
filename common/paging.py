"""Lists in pages of twenty, with one answer for addresses that ask for a page that is not there."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils.functional import cached_property

PAGE_SIZE = 20


class CountedPaginator(Paginator):
    """Knows the count already, when the facets have counted: one query less."""

    def __init__(self, *args: Any, total: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._total = total

    @cached_property
    def count(self) -> int:
        return super().count if self._total is None else self._total


def page_of(
    items: QuerySet[Any] | Sequence[Any], request: HttpRequest, *, total: int | None = None
) -> Page:
    """The page of `items` that `?page=` asks for, the first without it.

    `total` is the number of all items where it is known. Raises Http404 for what is no number
    and for pages behind the last; an empty list has one empty page.
    """
    paginator = CountedPaginator(items, PAGE_SIZE, total=total)
    try:
        return paginator.page(request.GET.get("page", 1))
    except InvalidPage as problem:
        raise Http404(str(problem)) from problem
