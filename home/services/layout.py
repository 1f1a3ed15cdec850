"""The tree of section pages, in every language of the site.

A fresh database has Wagtail's welcome page; this puts the site in its place. What is there stays
as editors have left it, so it may be run again when a section or a language is added.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import transaction
from wagtail.models import Locale, Page, Site

from home.models import HomePage

SECTIONS = Path(__file__).resolve().parents[1] / "data" / "sections.json"


@cache
def sections() -> list[dict[str, Any]]:
    """The sections below the front page, each with its own below it."""
    return json.loads(SECTIONS.read_text(encoding="utf-8"))


@transaction.atomic
def lay_out_site(
    *, languages: Sequence[str] = (), published_at: datetime | None = None
) -> HomePage:
    """Make the locales, the site and every section page that is missing; return the front page.

    A section that has no title in a language yet answers there as its original (decision 0065).
    `languages` are those of the settings if not given, the first that of the site's own root;
    `published_at` is the day new pages say they were first published, now without it.
    """
    languages = languages or [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES]
    english, *others = [Locale.objects.get_or_create(language_code=code)[0] for code in languages]
    home = _front_page(english, published_at)
    for locale in others:
        if not home.has_translation(locale):
            twin = home.copy_for_translation(locale)
            _publish(twin, published_at)
    for section in sections():
        _put(section, home, others, published_at)
    return home


def _front_page(english: Locale, published_at: datetime | None) -> HomePage:
    """The root of the default site, in place of Wagtail's welcome page."""
    home = HomePage.objects.filter(locale=english).first()
    if home is None:
        root = Page.get_first_root_node()
        for welcome in root.get_children().filter(slug="home", content_type__model="page"):
            Site.objects.filter(root_page=welcome).delete()
            welcome.delete()
        root = Page.objects.get(pk=root.pk)  # its number of children is counted in memory
        home = root.add_child(
            instance=HomePage(title=settings.SITE_NAME, slug="home", locale=english, live=False)
        )
        _publish(home, published_at)
    site, _is_new = Site.objects.get_or_create(
        is_default_site=True,
        defaults={"hostname": "localhost", "port": 80, "root_page": home},
    )
    if site.root_page_id != home.pk or site.site_name != settings.SITE_NAME:
        site.root_page, site.site_name = home, settings.SITE_NAME
        site.save()
    return home


def _put(
    section: dict[str, Any], parent: Page, others: list[Locale], published_at: datetime | None
) -> None:
    """One section and those below it, then the same in the languages that have a title for it."""
    model = apps.get_model(section["model"])
    page = model.objects.child_of(parent).filter(slug=section["slug"]).first()
    if page is None:
        page = model(slug=section["slug"], locale=parent.locale, live=False)
        _say(page, section)
        parent.add_child(instance=page)
        _publish(page, published_at)
    for locale in others:
        has_place = locale.language_code in section["title"] and parent.has_translation(locale)
        if has_place and not page.has_translation(locale):
            twin = page.copy_for_translation(locale)
            _say(twin, section)
            _publish(twin, published_at)
    for child in section.get("children", ()):
        _put(child, page, others, published_at)


def _say(page: Page, section: dict[str, Any]) -> None:
    """Title and summary in the page's language."""
    language = page.locale.language_code
    page.title = page.draft_title = section["title"][language]
    page.summary = section["summary"].get(language, "")
    page.show_in_menus = section.get("in_menu", False)


def _publish(page: Page, published_at: datetime | None) -> None:
    if published_at is not None:
        page.first_published_at = published_at
    page.save_revision().publish()
