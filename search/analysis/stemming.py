"""Words without their endings, by language.

Snowball where it is good; own light lists for Arabic (Snowball's gives three stems to three forms
of "remittances"), Armenian (its misses common cases) and Georgian (there is none). All take folded
words. A stem is no word: it is what forms of one word have in common.
"""

import threading
from functools import lru_cache

import snowballstemmer

# The site's languages in each script: a word of a query is stemmed in all of its script.
SCRIPT_LANGUAGES = {
    "latin": ("en", "fr", "es", "pt", "de", "it", "tr"),
    "cyrillic": ("ru",),
    "arabic": ("ar",),
    "georgian": ("ka",),
    "armenian": ("hy",),
}
_SNOWBALL = {
    "en": "english",
    "fr": "french",
    "es": "spanish",
    "pt": "portuguese",
    "ru": "russian",
    "tr": "turkish",
    "de": "german",
    "it": "italian",
}
_own = threading.local()  # a stemmer of Snowball works in itself, so each thread has its own

# Longest first. Arabic letters are folded: no alef with hamza, no ya without dots.
_AR_PREFIXES = ("وبال", "وكال", "فبال", "وال", "بال", "كال", "فال", "لل", "ال", "و", "ب", "ل", "ك")
_AR_SUFFIXES = ("يات", "ات", "ون", "ين", "ان", "ها", "هم", "هن", "نا", "ية", "ه", "ة", "ي", "ا")
_KA_SUFFIXES = (
    "ებისათვის", "ებისთვის", "ებიდან", "ებამდე", "ისათვის", "ისთვის", "ებთან", "ებზე", "ებში",
    "ებით", "ებად", "ებმა", "ებსა", "იდან", "ამდე", "ების", "ებს", "ები", "თან", "ისა", "ით", "ად",
    "მა", "ზე", "ში", "ის", "ებ", "სა", "ს", "ი", "ა", "ო", "ე",
)  # fmt: skip
_HY_SUFFIXES = (
    "ություններից", "ություններով", "ությունների", "ություններ", "ությունից", "ությամբ", "ության",
    "ություն", "ներից", "ներով", "ներում", "ներին", "ների", "ները", "երից", "երով", "երում", "երին",
    "երի", "երը", "այից", "այով", "այում", "այի", "ներ", "եր", "ում", "ից", "ով", "ին", "ան", "այ",
    "ա", "ի", "ը", "ն", "ս", "դ",
)  # fmt: skip
_SUFFIXES = {"ka": _KA_SUFFIXES, "hy": _HY_SUFFIXES}
LEAST = 3  # letters that stay: a shorter rest would bring together words with nothing in common


@lru_cache(maxsize=50_000)
def stem(word: str, language: str) -> str:
    """What forms of a folded word share in `language`; the word itself where nothing is known."""
    base = language.partition("-")[0]
    if base == "ar":
        return _arabic(word)
    if base in _SUFFIXES:
        return _without_suffixes(word, _SUFFIXES[base])
    if base in _SNOWBALL:
        return _snowball(base).stemWord(word)
    return word


def _snowball(language: str) -> "snowballstemmer.basestemmer.BaseStemmer":
    stemmers = _own.__dict__
    if language not in stemmers:
        stemmers[language] = snowballstemmer.stemmer(_SNOWBALL[language])
    return stemmers[language]


def _arabic(word: str) -> str:
    for prefix in _AR_PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= LEAST:
            word = word.removeprefix(prefix)
            break
    return _without_suffixes(word, _AR_SUFFIXES)


def _without_suffixes(word: str, suffixes: tuple[str, ...]) -> str:
    """Without up to two endings: a case behind a vowel, a pronoun behind a plural."""
    for _ending in range(2):
        for suffix in suffixes:
            if word.endswith(suffix) and len(word) - len(suffix) >= LEAST:
                word = word.removesuffix(suffix)
                break
    return word
