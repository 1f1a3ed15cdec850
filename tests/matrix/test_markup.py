"""Markup in every text of every table is shown as text, wherever it is shown (SEC17)."""

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction
from wagtail.fields import RichTextField
from wagtail.models import Page

from common.partial_dates import PartialDateField
from events.models import EventIndexPage
from library.models import LibraryPage
from news.models import BlogIndexPage, InterviewIndexPage, NewsIndexPage
from taxonomy.models import Tip
from tests.factories.home import section
from tests.matrix.generated import PATHS
from tests.matrix.walking import browser_of

pytestmark = pytest.mark.django_db

OPENED = "<img src=x"
CANARY = f'"><script>alert(1)</script>{OPENED} onerror=alert(1)>'
OURS = {"common", "taxonomy", "members", "library", "news", "events", "home"}
# Not words: what addresses, look-ups and clocks are made of.
KEYS = (models.SlugField, models.URLField, models.EmailField, RichTextField, PartialDateField)
NAMES = {
    "path",
    "url_path",
    "password",
    "zone",
    "timezone",
    "file",
    "handle",
    "code",
    "iso3",
    "language",
}
FILES = ("feed.atom", "feed.rss")


def texts_of(model):
    """The fields of the model itself that hold words."""
    return [
        field
        for field in model._meta.local_fields
        if isinstance(field, models.CharField | models.TextField)
        and not isinstance(field, KEYS)
        and not (field.choices or field.unique or field.name in NAMES)
    ]


@pytest.fixture
def marked(world):
    """The same site with markup in all its words; the names of the fields that hold it."""
    filled = set()
    tables = [model for model in apps.get_models() if model._meta.app_label in OURS]
    for model in [Page, *tables]:
        for field in texts_of(model):
            words = CANARY[: field.max_length or 500]
            try:
                with transaction.atomic():
                    rows = model._base_manager.all()
                    if model is Page:
                        rows = rows.filter(depth__gt=1)
                    if rows.update(**{field.name: words}) and OPENED in words:
                        filled.add(f"{model._meta.label}.{field.name}")
            except IntegrityError:
                continue  # one of a kind: the other fields of the table hold it
    return filled


def shown(answer):
    """What a browser would read as markup; text, calendars and citations are not."""
    kind = answer.headers["Content-Type"]
    assert "html" in kind or "nosniff" in answer.headers["X-Content-Type-Options"]
    is_markup = any(word in kind for word in ("html", "xml", "svg"))
    return b"".join(answer) if is_markup else b""


@pytest.mark.slow  # a hundred pages, drawn
def test_readers_see_markup_as_words(world, marked):
    client, wrong, seen = browser_of(world, "member"), [], 0
    lists = [section(one).get_url() for one in (LibraryPage, NewsIndexPage, BlogIndexPage)]
    lists += [section(one).get_url() for one in (InterviewIndexPage, EventIndexPage)]
    addresses = [page.get_url() for page in world.pages.values() if page.live]
    addresses += [f"{url}{name}" for url in lists for name in ("", *FILES)]
    addresses += [*PATHS, "/en/search/?q=script", "/en/library/?q=img", "/en/nothing-script/"]
    for address in dict.fromkeys(addresses):
        body = shown(client.get(address, follow=True))
        seen += b"alert(1)" in body
        if OPENED.encode() in body or b"<script>alert" in body:
            wrong.append(address)
    assert wrong == []
    assert seen > 40  # it is shown, as words


@pytest.mark.slow  # the admin's pages, drawn
def test_editors_see_markup_as_words(world, marked):
    browser, wrong = browser_of(world, "admin"), []
    news, tip = world.pages["news"], world.row(Tip)
    addresses = [
        "/cms/",
        "/cms/pages/search/?q=script",
        "/cms/images/",
        "/cms/documents/",
        "/cms/users/",
        "/cms/reports/site-history/",
        "/cms/localize/reports/translations/",
        "/cms/choose-page/",
        "/cms/images/chooser/",
        "/cms/documents/chooser/",
        "/cms/snippets/choose/taxonomy/theme/",
        "/cms/snippets/taxonomy/theme/",
        "/cms/snippets/taxonomy/tip/",
        f"/cms/snippets/taxonomy/tip/edit/{tip.pk}/",
        *(f"/cms/pages/{page.pk}/edit/" for page in world.pages.values()),
        *(f"/cms/pages/{news.pk}/{act}/" for act in ("delete", "history", "usage", "copy", "move")),
    ]
    for address in addresses:
        answer = browser.get(address)
        text = answer.text
        if answer.status_code != 200 or OPENED in text or "<script>alert" in text:
            wrong.append((answer.status_code, address))
    assert wrong == []


def test_the_markup_stands_in_the_words_of_every_app(marked):
    """Or the tests above would be ones of nothing."""
    assert {name.partition(".")[0] for name in marked} >= {
        *("wagtailcore", "common", "taxonomy", "members", "library", "news", "events", "home")
    }
    assert len(marked) > 60
