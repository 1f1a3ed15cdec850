"""What search engines are told of an article (schema.org NewsArticle and BlogPosting)."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest

from common.feeds import absolute

if TYPE_CHECKING:
    from news.models.articles import ArticlePage

TYPES = {"news": "NewsArticle", "blog": "BlogPosting", "interview": "Article"}
PUBLISHER = {"@type": "Organization", "name": settings.SITE_NAME, "url": settings.SITE_URL}


def article_data(page: "ArticlePage", request: HttpRequest | None) -> dict[str, Any]:
    """JSON-LD as a dict; the template writes it through the one helper that escapes it."""
    from news.selectors import authors_of

    published, changed = page.published_on, page.last_published_at
    data = {
        "@context": "https://schema.org",
        "@type": TYPES[page.kind()],
        "headline": page.title,
        "description": page.summary,
        "url": absolute(page.get_url(request) or "/"),
        "inLanguage": page.locale.language_code,
        "datePublished": published.isoformat() if published else None,
        "dateModified": changed.isoformat() if changed else None,
        "author": [{"@type": "Person", "name": name} for name in authors_of(page)] or PUBLISHER,
        "publisher": PUBLISHER,
    }
    return {key: value for key, value in data.items() if value}
