"""What news offers to the block that shows the newest of a list."""

from typing import TYPE_CHECKING

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from common import lists
from common.stream import StreamItem
from news.selectors import stream_items

if TYPE_CHECKING:
    from common.typing import AnyUser


@lists.register("news", _("News, blog and interviews"))
def newest(
    viewer: "AnyUser", locale: Locale, request: HttpRequest, n: int, filters: QueryDict
) -> list[StreamItem]:
    """Takes the filters of the lists: theme, country, year, words."""
    return stream_items(viewer, locale, request, n, filters)
