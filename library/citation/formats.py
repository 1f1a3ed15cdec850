"""The formats by the ending of their address, and the answer that carries them."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from library.citation.bibtex import bibtex
from library.citation.csl import csl_json
from library.citation.plain import plain_text
from library.citation.ris import ris
from library.citation.work import Work

MAX_CITED = 500  # works in one file, platform.md §11


@dataclass(frozen=True, slots=True)
class CitationFormat:
    """One way to write citations: what people call it, what the answer says it is."""

    label: Any
    content_type: str
    write: Callable[[Sequence[Work]], str]


FORMATS = {
    "bib": CitationFormat(
        "BibTeX", "application/x-bibtex", lambda works: bibtex(works, unique_keys(works))
    ),
    "ris": CitationFormat("RIS", "application/x-research-info-systems", ris),
    "json": CitationFormat(
        "CSL-JSON",
        "application/vnd.citationstyles.csl+json",
        lambda works: csl_json(works, unique_keys(works)),
    ),
    "txt": CitationFormat(
        _("Plain text"),
        "text/plain",
        lambda works: "".join(f"{plain_text(work)}\n" for work in works),
    ),
}


def cite(works: Sequence[Work], ending: str) -> str:
    """The citations of `works` in the format with this file ending."""
    return FORMATS[ending].write(works)


def unique_keys(works: Sequence[Work]) -> list[str]:
    """The works' keys; doubles get a number, so that each key stands once."""
    taken: Counter[str] = Counter()
    keys: list[str] = []
    for work in works:
        taken[work.key] += 1
        keys.append(work.key if taken[work.key] == 1 else f"{work.key}-{taken[work.key]}")
    return keys
