"""Synonyms and acronyms from a file: a table as the admin's own export writes it."""

import csv
import io
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Locale

from common.errors import Refused
from taxonomy.models import Acronym, SameWords
from taxonomy.permissions import check_import_words

if TYPE_CHECKING:
    from common.typing import AnyUser

MAX_ROWS = 5_000
YES = {"true", "yes", "1", "x"}
NO = {"false", "no", "0", ""}
COLUMNS = ("language", "words", "means", "both_ways")


class BadWords(Refused):
    """A row of the file is wrong: nothing of it was taken. The sentence names the row."""

    field = "file"


@transaction.atomic
def import_words(*, model: type[SameWords], text: str, user: "AnyUser") -> tuple[int, int]:
    """Take the rows of a CSV file; (added, changed). What stands there already stays as it is.

    Columns `language` (empty: all), `words`, `means`, `both_ways` and, of acronyms, `is_word`, in
    any order, named in the first row. Nothing is deleted. Raises PermissionDenied and BadWords.
    """
    check_import_words(user, model)
    columns = columns_of(model)
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    missing = [name for name in ("words", "means") if name not in (reader.fieldnames or ())]
    if missing:
        raise BadWords(
            _("The first row has to name the columns: %(names)s.") % {"names": ", ".join(columns)}
        )
    locales = {one.language_code: one for one in Locale.objects.all()}
    added = changed = 0
    for number, row in enumerate(reader, start=2):
        if number > MAX_ROWS + 1:
            raise BadWords(_("The file has more than 5,000 rows."))
        values = {name: (row.get(name) or "").strip() for name in columns}
        if any(values.values()):
            one = _row_of(model, values, locales, number)
            if one.pk is None:
                added += 1
            elif not _differs(one):
                continue
            else:
                changed += 1
            _save(one, number)
    return added, changed


def columns_of(model: type[SameWords]) -> tuple[str, ...]:
    """The columns of a file of this list."""
    return (*COLUMNS, "is_word") if model is Acronym else COLUMNS


def _row_of(
    model: type[SameWords], values: dict[str, str], locales: dict[str, Locale], number: int
) -> Any:
    """The entry of a row, with the row's own values: one that is there, or a new one."""
    locale = locales.get(values["language"])
    if values["language"] and locale is None:
        raise _refused(number, _("This site has no language “%s”.") % values["language"])
    keys = {"words": values["words"], "means": values["means"], "locale": locale}
    one: Any = model._default_manager.filter(**keys).first() or model(**keys)
    if one.pk is None or values["both_ways"]:
        # An empty cell of a new row means the ordinary case.
        one.both_ways = _yes(values["both_ways"] or "yes", number)
    if "is_word" in values:
        one.is_word = _yes(values["is_word"], number)
    return one


def _differs(one: Any) -> bool:
    kept = type(one)._default_manager.get(pk=one.pk)
    return any(getattr(one, name) != getattr(kept, name, None) for name in columns_of(type(one)))


def _save(one: Any, number: int) -> None:
    try:
        one.full_clean()
    except ValidationError as problem:
        raise _refused(number, " ".join(problem.messages)) from problem
    one.save()


def _yes(text: str, number: int) -> bool:
    if text.lower() in YES | NO:
        return text.lower() in YES
    raise _refused(number, _("Write “yes” or “no”, not “%s”.") % text[:20])


def _refused(number: int, why: str) -> BadWords:
    return BadWords(_("Row %(number)d: %(why)s") % {"number": number, "why": why})


IMPORT_HELP = gettext_lazy(
    "A CSV file in UTF-8 as the download of this list gives it. If one row is wrong, none is taken."
)
