"""CSL-JSON (schema of CSL 1.0.2), as citation processors and reference managers read it."""

import json
from collections.abc import Sequence
from typing import Any

from library.citation.work import Name, Work


def csl_json(works: Sequence[Work], keys: Sequence[str]) -> str:
    """A list of items, also for one."""
    items = [_item(work, key) for work, key in zip(works, keys, strict=True)]
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"


def _item(work: Work, key: str) -> dict[str, Any]:
    date = work.date
    known = [part for part in (date.year, date.month, date.day) if part] if date else []
    item = {
        "id": key,
        "type": work.kind,
        "title": work.title,
        "author": [_name(name) for name in work.authors],
        "editor": [_name(name) for name in work.editors],
        "translator": [_name(name) for name in work.translators],
        "issued": {"date-parts": [known]} if known else None,
        "genre": work.genre if work.kind == "report" else "",
        "publisher": "; ".join(work.publishers),
        "publisher-place": work.place,
        "edition": work.edition,
        "container-title": work.container,
        "collection-title": work.series,
        "collection-number": work.series_number,
        "volume": work.volume,
        "issue": work.issue,
        "page": work.page_range,
        "number-of-pages": str(work.pages or ""),
        "ISBN": work.isbn,
        "ISSN": work.issn,
        "DOI": work.doi,
        "URL": work.url,
        "language": work.language,
        "abstract": work.abstract,
    }
    return {name: value for name, value in item.items() if value}


def _name(name: Name) -> dict[str, str]:
    if name.literal:
        return {"literal": name.literal}
    return {"family": name.family, **({"given": name.given} if name.given else {})}
