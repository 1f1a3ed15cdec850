"""The glossary, letter by letter, in the reader's language."""

from dataclasses import dataclass
from itertools import groupby

from common.collation import sort_key
from taxonomy.models import GlossaryTerm, Theme
from taxonomy.selectors.languages import labels, language_to_say, read_in_language


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """A word with its explanation. `see_also` are (word, anchor) of entries on the same page."""

    anchor: str
    term: str
    definition: str
    source: str
    themes: list[Theme]
    see_also: list[tuple[str, str]]
    lang: str


@dataclass(frozen=True, slots=True)
class GlossaryLetter:
    """All words under one letter."""

    letter: str
    anchor: str
    entries: list[GlossaryEntry]


def glossary_letters() -> list[GlossaryLetter]:
    """The whole glossary from A to Z; a word without translation stands in English. Three queries.

    Accents do not part what belongs together: Émigré stands under E.
    """
    terms = read_in_language(GlossaryTerm.objects.prefetch_related("themes", "see_also"))
    here = {term.translation_key: (term.term, term.anchor) for term in terms}
    entries = [
        GlossaryEntry(
            anchor=term.anchor,
            term=term.term,
            definition=term.definition,
            source=term.source,
            themes=labels(theme for theme in term.themes.all() if theme.is_offered),
            see_also=[
                here[other.translation_key]
                for other in term.see_also.all()
                if other.translation_key in here
            ],
            lang=language_to_say(term),
        )
        for term in terms
    ]
    entries.sort(key=lambda entry: sort_key(entry.term))
    return [
        GlossaryLetter(letter, f"letter-{letter.lower()}", list(group))
        for letter, group in groupby(entries, key=lambda entry: sort_key(entry.term)[:1].upper())
    ]
