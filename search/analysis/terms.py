"""From text to terms when a document is stored, and from a word to forms when one is asked."""

from collections.abc import Iterable

from search.analysis.folding import fold, script_of, words_of
from search.analysis.stemming import SCRIPT_LANGUAGES, stem
from search.analysis.stopwords import is_stop_word


def terms_of(text: str, language: str) -> list[str]:
    """The terms of a text in `language`, in order, each as often as it stands there."""
    return [
        stem(word, language) for word in words_of(fold(text)) if not is_stop_word(word, language)
    ]


def plain_terms(text: str) -> list[str]:
    """The folded words, stop words too: titles are kept so as well, for "who" and "IT"."""
    return words_of(fold(text))


def forms_of(word: str, languages: Iterable[str]) -> list[str]:
    """The stems of a folded word of a query in those of `languages` that write its script.

    The first of `languages` is the reader's own. A language in which the word is a stop word asks
    for nothing; no form at all is left of a word that is one in each of them.
    """
    known = SCRIPT_LANGUAGES.get(script_of(word))
    if known is None:
        return [word]
    own = [one for one in languages if one.partition("-")[0] in known] or list(known)
    return list(dict.fromkeys(stem(word, one) for one in own if not is_stop_word(word, one)))
