"""Two people at one draft: nobody's text is replaced without a word (forum.md §12)."""

from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _

from forum.errors import CurrentText, EditConflict


def base_of(text: Any) -> str:
    """Which text a form began with, as it hands it back; "" where there was none."""
    return f"{text.language} {text.updated.isoformat()}" if text is not None else ""


def check_base(text: Any, base: str | None, *, title: str, body: str) -> None:
    """Raise EditConflict where `text`, which `body` would replace, is not what `base` names.

    The same words once more are no conflict. Without a base (None) nothing is asked.
    """
    if base is None or text is None or base == base_of(text):
        return
    standing = text.title if hasattr(text, "title") else text.subject
    if (standing, text.body) == (title, body):
        return
    raise EditConflict(
        _("There is another text in this language: somebody saved it meanwhile, or before you."),
        current=CurrentText(standing, text.body, base_of(text)),
    )


def note_base_of(note: str) -> str:
    """Which note on the method a form began with: a synthesis has one, beside all its texts."""
    return sha256(note.encode()).hexdigest()[:16]


def merged_note(standing: str, note: str, base: str | None) -> str:
    """The note that is to stand: whoever has not touched it changes nothing of it.

    Raises EditConflict where two have changed it, each otherwise. Without a base (None) nothing is
    asked.
    """
    if base is None or note == standing or base == note_base_of(standing):
        return note
    if base == note_base_of(note):
        return standing
    raise EditConflict(
        _("Somebody changed meanwhile how the synthesis was made."),
        current=CurrentText(_("How it was made"), standing, note_base_of(standing)),
        base="note_base",
    )
