"""What gunicorn does before its workers part (m4dnet.warming)."""

from django.template import engines
from django.urls import clear_url_caches, get_resolver
from django.utils import translation

from m4dnet.warming import TEMPLATES, warm_up


def test_warming_reads_every_template_and_address_and_asks_no_database():
    """REL1: a site whose database is away still starts. No fixture of a database: a query fails."""
    loader = engines["django"].engine.template_loaders[0]
    loader.reset()
    clear_url_caches()
    warm_up()
    ours = sum(1 for _path in TEMPLATES.rglob("*.html"))
    assert len(loader.get_template_cache) >= ours > 50
    for language in ("en", "fr", "es"):
        with translation.override(language):
            assert get_resolver()._populated
            assert language in get_resolver()._reverse_dict
