"""Theme and country pages come by themselves, in every language that has their list."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils.translation import override
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from common.permissions import can_view_page
from home.models import CountryIndexPage, CountryPage, ThemeIndexPage, ThemePage
from taxonomy.models import Country, PageCountry, Theme


@transaction.atomic
def open_theme_pages() -> None:
    """A page for every theme that is offered; those that exist stay as they are."""
    _open(ThemePage, ThemeIndexPage, "theme", Theme.objects.offered())


@transaction.atomic
def open_country_pages(*, countries: Iterable[Country]) -> None:
    """A page for each of these countries; those that exist stay as they are."""
    wanted = [country for country in countries if country.is_offered]
    _open(CountryPage, CountryIndexPage, "country", wanted)


def open_pages_of(*, page: Page) -> None:
    """A country gets its page with the first thing published about it that anybody may read.

    What only a group may read opens none: the page would say that there is something.
    """
    links = PageCountry.objects.filter(page=page.pk, term__hubs__isnull=True)
    countries = [link.term for link in links.select_related("term")]
    if countries and can_view_page(AnonymousUser(), page):
        open_country_pages(countries=countries)


@transaction.atomic
def fold_pages_of(*, source: Theme | Country, into: Theme | Country) -> None:
    """Let the pages about `source` lead to those about `into`, before the two terms become one.

    They are withdrawn; what editors wrote on them stays as a draft.
    """
    is_theme = isinstance(source, Theme)
    model, field = (ThemePage, "theme") if is_theme else (CountryPage, "country")
    _open(model, ThemeIndexPage if is_theme else CountryIndexPage, field, [into])
    for page in model.objects.live().filter(**{field: source}).select_related("locale"):
        address = page.get_url()
        page.unpublish()
        if address:  # a page outside every site has none
            successor = model.objects.get(**{field: into}, locale=page.locale)
            Redirect.add_redirect(address, redirect_to=successor, is_permanent=True)


def _open(model: type[Any], index: type[Any], field: str, terms: Iterable[Any]) -> None:
    """One page a term below each list, all of a term as translations of each other."""
    lists = index.objects.live().select_related("locale").order_by("pk")
    # One at a time: two publications may name a country for the first time together.
    list(Page.objects.select_for_update().filter(pk__in=lists.values("pk")))
    held = {
        (getattr(page, f"{field}_id"), page.locale_id): page.translation_key
        for page in model.objects.all()
    }
    keys = {term: key for (term, _locale), key in held.items()}
    for term in terms:
        for parent in lists:
            if (term.pk, parent.locale_id) not in held:
                page = _hub(model, field, term, parent)
                page.translation_key = keys.setdefault(term.pk, page.translation_key)
                parent.add_child(instance=page)
                page.save_revision().publish()


def _hub(model: type[Any], field: str, term: Any, parent: Page) -> Any:
    """The page as it begins: the term's name and description in the language of its list."""
    with override(parent.locale.language_code):
        return model(
            title=term.label,
            slug=term.code.lower(),
            summary=_summary(term),
            locale=parent.locale,
            live=False,
            **{field: term},
        )


def _summary(term: Any) -> str:
    return term.in_reading_language("description") if isinstance(term, Theme) else ""
