"""One page, many languages: its address in each, and what a reader is told where it has none.

A page without a translation is shown as it is below the address of the reader's language, with a
notice (G2): `/fr/library/x/` answers with the English record, framed in French.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, get_language_info
from wagtail.models import Locale, Page

from common.parts import part
from common.querysets import BasePageQuerySet

if TYPE_CHECKING:
    from common.typing import AnyUser


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """A page in one language of the site. `name` is the language's own; `url` always leads on."""

    code: str
    name: str
    url: str
    is_current: bool
    is_translated: bool


def reading_language() -> str:
    """The language of the address that is being answered."""
    return get_language() or settings.LANGUAGE_CODE


def cldr_locale() -> str:
    """The reader's language as CLDR names it; our English is British."""
    language = reading_language().replace("-", "_")
    return {"en": "en_GB"}.get(language, language)


def reading_url(page: Page, request: HttpRequest | None = None) -> str:
    """Where the reader of this language finds `page`: its own address if it has this language."""
    return url_in(reading_language(), page, request)


def url_in(language: str, page: Page, request: HttpRequest | None = None) -> str:
    """The address of `page` below `/<language>/`. The request remembers the roots of the site."""
    return address_in(language, page.get_url(request) or "")


def address_in(language: str, address: str) -> str:
    """A root-relative address of a page, below `/<language>/`."""
    _empty, _slash, rest = address.partition("/")
    own, slash, path = rest.partition("/")
    return f"/{language}/{path}" if slash and own != language else address


def address_for_reader(address: str) -> str:
    """A stored address as it is followed: one below no language leads to the reader's."""
    first = address.lstrip("/").partition("/")[0]
    if first in dict(settings.LANGUAGES):
        return address
    return f"/{reading_language()}{address}"


def reading_locale(page: Page) -> Locale:
    """The locale of the address: that of `page`, or, where the original answers, the reader's."""
    if page.locale.language_code == reading_language():
        return page.locale
    return Locale.get_active()


def foreign_language(page: Page) -> str:
    """The language of `page` where it is not the reader's: what `lang` must say; else empty."""
    own = page.locale.language_code
    return "" if own == reading_language() else own


def language_links(page: Page, *, viewer: "AnyUser", request: HttpRequest) -> list[LanguageLink]:
    """The page in every language of the site, in the order of the settings. At most one query.

    Where there is no translation that `viewer` may see, the link leads to the original in the
    frame of that language, and `is_translated` says so; `hreflang` is for real translations.
    What the address has beyond the page (a month, a cluster) stays.
    """
    urls = part(
        "languages",
        str(page.translation_key),
        viewer=viewer,
        make=lambda: _urls_of_twins(page, viewer, request),
    )
    current = reading_language()
    here = url_in(current, page, request)
    rest = request.path.removeprefix(here) if request.path.startswith(here) else ""
    return [
        LanguageLink(
            code=code,
            name=get_language_info(code)["name_local"].capitalize(),
            url=(urls.get(code) or url_in(code, page, request)) + rest,
            is_current=code == current,
            is_translated=code in urls,
        )
        for code, _name in settings.LANGUAGES
    ]


def _urls_of_twins(page: Page, viewer: "AnyUser", request: HttpRequest) -> dict[str, str]:
    """{language: address of the page in it}, of those that `viewer` may see."""
    twins = (
        BasePageQuerySet(Page)
        .visible_to(viewer)
        .filter(translation_key=page.translation_key)
        .select_related("locale")
    )
    return {twin.locale.language_code: twin.get_url(request) or "" for twin in twins}
