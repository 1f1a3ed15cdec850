"""A chain of plain pages under the site's root; types of our own are not needed here."""

import pytest
from wagtail.models import Page

from tests.factories.pages import site_root


@pytest.fixture
def chain(db):
    """start/ → whats-new/ → news/ → item/: the four pages."""
    pages = [site_root()]
    for slug in ("whats-new", "news", "item"):
        pages.append(pages[-1].add_child(instance=Page(title=slug.title(), slug=slug)))
    return pages
