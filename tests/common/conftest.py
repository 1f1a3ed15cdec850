"""A chain of plain pages under the site's root; types of our own are not needed here."""

import pytest
from wagtail.models import Page, Site

from tests.factories.taxonomy import english


@pytest.fixture
def site_root(db):
    """The root page of the default site, made new so that the test knows its address."""
    root = Page.objects.get(depth=1)
    home = root.add_child(instance=Page(title="Home", slug="start", locale=english()))
    Site.objects.update_or_create(
        is_default_site=True, defaults={"root_page": home, "hostname": "testserver", "port": 80}
    )
    return home


@pytest.fixture
def chain(site_root):
    """start/ → whats-new/ → news/ → item/: the four pages."""
    pages = [site_root]
    for slug in ("whats-new", "news", "item"):
        pages.append(pages[-1].add_child(instance=Page(title=slug.title(), slug=slug)))
    return pages
