"""Order of words as readers expect it."""

import unicodedata


def sort_key(text: str) -> str:
    """`text` without accents and capitals: Égypte stands before Espagne, émigré under E."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in apart if not unicodedata.combining(one))
