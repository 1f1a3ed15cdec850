"""How text becomes the terms that every engine stores (search.md §6).

One analyser of our own, because those of servers differ, lack languages, and would make engines
disagree on what matches: fold, split into words, drop stop words, stem by the text's language.
"""

from search.analysis.folding import fold, script_of, words_of
from search.analysis.stemming import SCRIPT_LANGUAGES, stem
from search.analysis.stopwords import is_stop_word
from search.analysis.terms import forms_of, plain_terms, terms_of

__all__ = [
    "SCRIPT_LANGUAGES",
    "fold",
    "forms_of",
    "is_stop_word",
    "plain_terms",
    "script_of",
    "stem",
    "terms_of",
    "words_of",
]
