"""The interface's texts in other languages: collect them, check them, compile them.

Babel does all three, so that neither newcomers nor translators need GNU gettext.
"""

from common.catalogues.checking import problems_of, problems_with
from common.catalogues.collecting import bring_up_to_date, collect_texts, read_catalogue
from common.catalogues.compiling import compile_catalogues

__all__ = [
    "bring_up_to_date",
    "collect_texts",
    "compile_catalogues",
    "problems_of",
    "problems_with",
    "read_catalogue",
]
