"""What the search tells upper floors."""

from django.dispatch import Signal

# A saved search has new finds: sent with `saved` (SavedSearch with its user), `hits` (list of Hit,
# ten at most, as the owner may see them), `search_url` and `stop_url` (paths). A receiver that has
# delivered returns True. Until `notifications` exists, `m4dnet` writes a mail.
alert_due = Signal()
