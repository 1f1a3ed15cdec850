"""How many queries a page asks (quality.md §6)."""

from django.contrib.contenttypes.models import ContentType
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site


def queries(client, url):
    """How many queries the page asks once types and root paths are known."""
    ContentType.objects.clear_cache()
    for cache in caches.all():
        cache.clear()
    Site.get_site_root_paths()
    for model in ContentType.objects.all():
        ContentType.objects.get_for_id(model.pk)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)
