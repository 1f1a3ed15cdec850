"""What search engines and other sites are told of a page, beside its title and description."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from wagtail.models import Page

from common.feeds import absolute
from common.languages import reading_language, reading_url

# As Open Graph writes languages; our English is British.
TERRITORIES = {"en": "en_GB", "fr": "fr_FR", "es": "es_ES", "ar": "ar"}


def canonical_url(page: Page, request: HttpRequest) -> str:
    """The one address of what is shown: of the original where that answers another language.

    Filters and orders are left out, pages of a list and routes below a page are kept.
    """
    own = page.get_url(request) or request.path
    here = reading_url(page, request)
    rest = request.path.removeprefix(here) if request.path.startswith(here) else ""
    number = request.GET.get("page", "")
    asked = f"?page={number}" if number.isascii() and number.isdigit() and number != "1" else ""
    return absolute(f"{own}{rest}{asked}")


def territory(language: str = "") -> str:
    """The language as Open Graph writes it, the reader's without one."""
    language = language or reading_language()
    return TERRITORIES.get(language, language)


def breadcrumb_data(crumbs: list[Any]) -> dict[str, Any] | None:
    """The way to a page (schema.org BreadcrumbList), from links with title and url."""
    if len(crumbs) < 2:
        return None
    return {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": at,
                "name": str(crumb.title),
                "item": absolute(crumb.url),
            }
            for at, crumb in enumerate(crumbs, start=1)
        ],
    }


def site_data() -> dict[str, Any]:
    """The site, its publisher and its search (schema.org WebSite)."""
    url = absolute(f"/{reading_language()}/")
    return {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": settings.SITE_NAME,
        "url": url,
        "inLanguage": reading_language(),
        "publisher": {
            "@type": "Organization",
            "name": settings.SITE_NAME,
            "url": absolute("/"),
            "logo": absolute(f"{settings.STATIC_URL}img/mark.svg"),
        },
        "potentialAction": {
            "@type": "SearchAction",
            "target": f"{url}search/?q={{search_term_string}}",
            "query-input": "required name=search_term_string",
        },
    }
