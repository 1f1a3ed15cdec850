"""A reference as people paste it into a text."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from library.citation.work import Name, Work


def plain_text(work: Work) -> str:
    """One line: who (when). What. In what. Place: publisher. Where to find it."""
    parts = [
        _who_and_when(work),
        work.title,
        _edition_and_series(work),
        _container(work),
        _publisher(work),
    ]
    sentences = [part if part[-1] in ".?!…" else f"{part}." for part in parts if part]
    address = f"https://doi.org/{work.doi}" if work.doi else work.url
    return " ".join(" ".join([*sentences, address]).split())


def _who_and_when(work: Work) -> str:
    year = str(work.date.year) if work.date else pgettext("no date", "n.d.")
    who = _names(work.authors)
    if not who and work.editors:
        mark = ngettext("ed.", "eds", len(work.editors))
        who = f"{_names(work.editors)} ({mark})"
    return f"{who} ({year})" if who else f"({year})"


def _names(names: Sequence[Name]) -> str:
    # A semicolon needs no word for "and" and no rule for the last name, in any language.
    return "; ".join(str(name) for name in names)


def _edition_and_series(work: Work) -> str:
    series = " ".join(filter(None, [work.series, work.series_number]))
    return ", ".join(filter(None, [work.edition, series]))


def _container(work: Work) -> str:
    if not work.container:
        return ""
    number = work.volume + (f"({work.issue})" if work.issue else "")
    text = ", ".join(filter(None, [work.container, number, work.page_range]))
    if work.authors and work.editors:
        return _("In %(editors)s (eds), %(work)s") % {"editors": _names(work.editors), "work": text}
    return text


def _publisher(work: Work) -> str:
    named = {name.literal for name in work.authors}
    others = "; ".join(one for one in work.publishers if one not in named)
    return ": ".join(filter(None, [work.place, others])) if others else ""
