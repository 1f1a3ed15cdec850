"""A document ready for every engine: with what is derived from it, and its terms."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings

from common.indexing import SearchDoc
from search.access import Principal
from search.analysis import forms_of, plain_terms, terms_of

# Raise it when the same text gives other terms: a rebuild is then due (search.md §16).
ANALYSIS_VERSION = 3


def analysis() -> tuple[object, ...]:
    """What terms depend on beside the text. Engines mix it into their mapping hash."""
    return ANALYSIS_VERSION, _site_languages()


@dataclass(frozen=True)
class Indexed:
    """`document` with `public`: whether an anonymous reader passes the filter now (§4)."""

    document: SearchDoc
    public: bool

    @cached_property
    def digest(self) -> str:
        """32 hexadecimal digits over everything: two that are the same need no writing."""
        return hashlib.blake2b(
            json.dumps(
                [asdict(self.document), self.public], default=_plain, sort_keys=True
            ).encode(),
            digest_size=16,
        ).hexdigest()

    @cached_property
    def title_terms(self) -> list[str]:
        """Terms of the title, in order."""
        return terms_of(self.document.title, self.document.lang)

    @cached_property
    def text_terms(self) -> list[str]:
        """Terms of summary and body, in order, then of the labels.

        Labels are names in several languages. Stemmed by the language of the document alone, a
        foreign name would have a stem of its own, and by its rarity weigh more than the find that
        a reader of that language means; so they have the stems of all the site's languages.
        """
        one = self.document
        words = plain_terms("\n".join(one.labels))
        labels = [form for word in words for form in forms_of(word, _site_languages())]
        return terms_of(f"{one.summary}\n{one.body}", one.lang) + labels

    @cached_property
    def folded_title(self) -> list[str]:
        """Words of the title as they stand, folded: for prefixes and queries of stop words."""
        return plain_terms(self.document.title)


def indexed(document: SearchDoc, anybody: Principal) -> Indexed:
    """`document` as engines take it; `anybody` is the Principal of an anonymous reader."""
    return Indexed(document, anybody.admits(document))


def _site_languages() -> tuple[str, ...]:
    return tuple(code for code, _name in settings.LANGUAGES)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    return str(value)
