"""What happens here that apps above have to know."""

from django.dispatch import Signal

# `member` wants no digest any more: nothing they follow is to come in one (decision 0230).
digest_stopped = Signal()
