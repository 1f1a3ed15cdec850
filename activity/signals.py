"""One signal a kind of act: an app reacts to another on its own floor (platform.md §8)."""

from django.dispatch import Signal

_signals: dict[str, Signal] = {}


def recorded(verb: str) -> Signal:
    """The signal of `verb`, sent in the transaction of the act with `entry` and `target`.

    A receiver that raises undoes the act: it belongs to it.
    """
    return _signals.setdefault(verb, Signal())
