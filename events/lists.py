"""What events offers to the block that shows the newest of a list."""

from django.utils.translation import gettext_lazy as _

from common import lists
from events.selectors import stream_items

lists.register("events", _("Events"))(stream_items)
