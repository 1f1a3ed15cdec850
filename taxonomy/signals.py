"""What upper apps may want to know of the lists."""

from django.dispatch import Signal

# Two terms become one: sent with `source` and `into`, in the transaction that does it and before
# any row is rewritten, so that receivers still see what belongs to which.
term_merging = Signal()
