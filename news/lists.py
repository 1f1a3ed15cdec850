"""What news offers to the block that shows the newest of a list."""

from django.utils.translation import gettext_lazy as _

from common import lists
from news.selectors import stream_items

lists.register("news", _("News, blog and interviews"))(stream_items)
