"""The pages that everything lies under, made as far down as a test needs."""

from wagtail.models import Locale, Page, Site


def english() -> Locale:
    return Locale.objects.get_or_create(language_code="en")[0]


def site_root() -> Page:
    """The root page of the default site at http://testserver/en/, made on first use."""
    site = Site.objects.filter(is_default_site=True, root_page__slug="start").first()
    if site:
        return site.root_page
    root = Page.objects.get(depth=1)
    home = root.add_child(instance=Page(title="Home", slug="start", locale=english()))
    Site.objects.update_or_create(
        is_default_site=True, defaults={"root_page": home, "hostname": "testserver", "port": 80}
    )
    return home


def child(model, parent, slug, **fields):
    """The page of `model` below `parent` with this slug, made if there is none."""
    found = model.objects.child_of(parent).filter(slug=slug).first()
    title = fields.pop("title", slug.replace("-", " ").capitalize())
    return found or parent.add_child(
        instance=model(title=title, slug=slug, locale=parent.locale, **fields)
    )
