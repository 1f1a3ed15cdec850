"""What members send, made ready to be kept; or refused, with the field and the reason."""

import hashlib
import re

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.html import plain_line, plain_text
from forum.errors import InvalidContent
from forum.rendering import Reading, read

BODY_MIN, BODY_MAX = 2, 20_000  # characters, after trimming
SUBJECT_MIN, SUBJECT_MAX = 3, 200
ROOM_MIN, ROOM_MAX = 2, 100  # the name of a room
REASON_MAX, STATEMENT_MAX = 255, 2_000
MAX_LINKS = 5  # more are read by a moderator first

_LANGUAGE = re.compile(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$")
_BLANKS = re.compile(r"\s+")


def clean_subject(subject: str) -> str:
    """One line of 3 to 200 characters. Raises InvalidContent."""
    line = plain_line(subject)
    if len(line) < SUBJECT_MIN:
        raise InvalidContent(_("Write a title of at least three characters."), field="subject")
    if len(line) > SUBJECT_MAX:
        raise InvalidContent(_("Shorten the title to 200 characters."), field="subject")
    return line


def clean_body(body: str) -> tuple[str, Reading]:
    """The text as it is kept, and what it says of itself. Raises InvalidContent.

    Line ends are one character each, controls and overrides of direction are gone. Quotes and
    marks alone are no answer (forum.md §18).
    """
    text = plain_text(body)
    if len(text) < BODY_MIN:
        raise InvalidContent(_("Write your text."), field="body")
    if len(text) > BODY_MAX:
        raise InvalidContent(_("Shorten your text to 20,000 characters."), field="body")
    reading = read(text)
    if sum(letter.isalnum() for letter in reading.words[:200]) < 1:
        message = _("Add words of your own: there are only quotes or marks so far.")
        raise InvalidContent(message, field="body")
    return text, reading


def clean_language(language: str) -> str:
    """A BCP 47 tag of at most 12 characters. Raises InvalidContent."""
    if len(language) > 12 or not _LANGUAGE.match(language):
        raise InvalidContent(_("Choose the language of your text."), field="language")
    return language


def clean_reason(reason: str, *, is_required: bool = True) -> str:
    """A moderator's reason, one line. Raises InvalidContent."""
    line = plain_line(reason)
    if is_required and not line:
        raise InvalidContent(_("Give a reason."), field="reason")
    if len(line) > REASON_MAX:
        raise InvalidContent(_("Shorten the reason to 255 characters."), field="reason")
    return line


def clean_statement(statement: str, *, field: str = "statement", limit: int = STATEMENT_MAX) -> str:
    """What is told to somebody, or noted. Raises InvalidContent."""
    text = plain_text(statement)
    if len(text) > limit:
        message = ngettext(
            "Use at most %(number)d character.", "Use at most %(number)d characters.", limit
        )
        raise InvalidContent(message % {"number": limit}, field=field)
    return text


def hash_of(body: str) -> str:
    """The same for texts that differ in blanks and capitals alone."""
    return hashlib.sha256(_BLANKS.sub(" ", body).strip().casefold().encode()).hexdigest()
