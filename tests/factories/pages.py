"""The pages that everything lies under, made as far down as a test needs."""

from contextlib import contextmanager
from types import SimpleNamespace
from unittest import mock

from django.db.models import Q
from wagtail.models import Locale, Page, Site

# Which page refers to what, and the words that editors search for: noted at each save by tasks.
NOTED_BY = (
    "wagtail.signal_handlers.update_reference_index_task",
    "modelsearch.signal_handlers.insert_or_update_object_task",
)
NOBODY = SimpleNamespace(enqueue=lambda *args: None)


@contextmanager
def unnoted():
    """Save without noting it in the indexes of the admin, which takes almost half of a save."""
    with mock.patch(NOTED_BY[0], NOBODY), mock.patch(NOTED_BY[1], NOBODY):
        yield


def plant(parent, page):
    """What `parent.add_child` leaves, unchecked and in no index of the admin: a third of the time.

    For what tests stand on. What they are about is saved as an editor would.
    """

    def convert():
        page._set_core_field_defaults()
        for field in page._meta.concrete_fields:
            held = getattr(page, field.attname)
            if not field.is_relation and held not in field.empty_values:
                setattr(page, field.attname, field.to_python(held))

    with unnoted(), mock.patch.object(page, "full_clean", convert):
        return parent.add_child(instance=page)


def english() -> Locale:
    return Locale.objects.get_or_create(language_code="en")[0]


def site_root() -> Page:
    """The root page of the default site at http://testserver/en/, made on first use.

    Where a test has laid out the whole tree it is the front page of that.
    """
    ours = Q(root_page__slug="start") | Q(root_page__content_type__model="homepage")
    site = Site.objects.filter(ours, is_default_site=True).first()
    if site:
        return site.root_page
    # After a test with real transactions the tables are empty, the tree's root included.
    root = Page.objects.filter(depth=1).first() or Page.add_root(
        instance=Page(title="Root", slug="root", locale=english())
    )
    home = plant(root, Page(title="Home", slug="start", locale=english()))
    Site.objects.update_or_create(
        is_default_site=True, defaults={"root_page": home, "hostname": "testserver", "port": 80}
    )
    return home


def child(model, parent, slug, **fields):
    """The page of `model` below `parent` with this slug, made if there is none."""
    found = model.objects.child_of(parent).filter(slug=slug).first()
    title = fields.pop("title", slug.replace("-", " ").capitalize())
    return found or plant(parent, model(title=title, slug=slug, locale=parent.locale, **fields))
