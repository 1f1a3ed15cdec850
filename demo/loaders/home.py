"""The tree of section pages and the site's own settings."""

from common.models import SiteSettings
from demo.seed import EPOCH, Seed
from home.services import lay_out_site


def load(seed: Seed) -> None:
    """Lay out the sections in every language; say how to reach the network."""
    lay_out_site(published_at=EPOCH)
    settings = SiteSettings.load()
    settings.contact_email = "hello@m4dnet.example"
    settings.accessibility_email = "access@m4dnet.example"
    settings.save()
