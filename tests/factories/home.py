"""A site with its sections, as far down as tests of the gathering pages need."""

import uuid
from collections import defaultdict
from datetime import UTC, datetime

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from wagtail.models import Locale, Page, Site

from events.models import EventIndexPage
from home.models import (
    CountryIndexPage,
    CountryPage,
    HomePage,
    Milestone,
    ThemeIndexPage,
    ThemePage,
)
from home.services.layout import sections
from library.models import LibraryPage
from news.models import NewsIndexPage
from tests.factories.events import EventTypeFactory
from tests.factories.news import put
from tests.factories.pages import plant
from tests.factories.taxonomy import english


def make_site(*languages: str) -> HomePage:
    """The tree of section pages at http://testserver/, in English or these languages.

    As `lay_out_site` leaves it, without revisions, log and indexes, which cost seconds.
    """
    Page.objects.filter(depth=2).delete()
    root = Page.objects.get(depth=1)
    keys = defaultdict(uuid.uuid4)
    codes = languages or ["en"]
    for number, code in enumerate(codes, start=1):
        locale = Locale.objects.get_or_create(language_code=code)[0]
        front = {
            "model": "home.HomePage",
            "title": {code: "M4D Net"},
            "summary": {code: ""},
            "slug": "home",
            "children": sections(),
        }
        _plant(front, root, number, locale, keys)
    Page.objects.filter(pk=root.pk).update(numchild=len(codes))
    home = HomePage.objects.get(slug="home")
    Site.objects.update_or_create(
        is_default_site=True, defaults={"root_page": home, "hostname": "testserver", "port": 80}
    )
    Site.clear_site_root_paths_cache()
    return home


def _plant(one, parent, number, locale, keys):
    """The page as the `number`th below `parent`, and those below it: two rows each, no signals."""
    model, code = apps.get_model(one["model"]), locale.language_code
    slug = f"home-{code}" if parent.depth == 1 and code != "en" else one["slug"]
    published = datetime(2026, 11, 1, tzinfo=UTC)
    below = one.get("children", ())
    page = model(
        path=Page._get_path(parent.path, parent.depth + 1, number),
        depth=parent.depth + 1,
        numchild=len(below),
        url_path=f"{parent.url_path}{slug}/",
        content_type=ContentType.objects.get_for_model(model),
        title=one["title"][code],
        draft_title=one["title"][code],
        summary=one["summary"][code],
        slug=slug,
        show_in_menus=one.get("in_menu", False),
        locale=locale,
        translation_key=keys[one["slug"]],
        first_published_at=published,
        last_published_at=published,
    )
    row = Page(**{field.attname: getattr(page, field.attname) for field in Page._meta.local_fields})
    row.save_base(raw=True)
    page.page_ptr_id = page.pk = row.pk
    page.save_base(raw=True)
    for place, child in enumerate(below, start=1):
        _plant(child, page, place, locale, keys)


def section(model, language="en"):
    """The one page of a section's type."""
    return model.objects.get(locale=Locale.objects.get(language_code=language))


def theme_page(theme, **fields):
    fields = {"title": theme.name, "slug": theme.code} | fields
    parent = section(ThemeIndexPage)
    return plant(parent, ThemePage(theme=theme, locale=parent.locale, **fields))


def country_page(country, **fields):
    fields = {"title": country.name, "slug": country.slug} | fields
    parent = section(CountryIndexPage)
    return plant(parent, CountryPage(country=country, locale=parent.locale, **fields))


def a_record(**fields):
    """A library record with what the test names."""
    from library.models import ResourcePage
    from tests.factories.library import ResourceTypeFactory

    return put(ResourcePage, section(LibraryPage), **{"type": ResourceTypeFactory()} | fields)


def a_news(**fields):
    from news.models import NewsPage

    return put(NewsPage, section(NewsIndexPage), **fields)


def an_interview(**fields):
    from news.models import InterviewIndexPage, InterviewPage

    return put(InterviewPage, section(InterviewIndexPage), **{"interviewee": "Ana"} | fields)


def an_entry(**fields):
    from news.models import BlogIndexPage, BlogPage

    return put(BlogPage, section(BlogIndexPage), **fields)


def an_event(**fields):
    from events.models import EventPage

    fields = {"type": EventTypeFactory(), "start": "2026-12-03"} | fields
    return put(EventPage, section(EventIndexPage), **fields)


def milestone(**fields):
    fields = {"date": "2017-11-30", "title": "It ends", "source": "The record"} | fields
    fields.setdefault("locale", english())
    return Milestone.objects.create(**fields)
