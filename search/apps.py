from importlib import import_module

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # What lower apps ask through common.indexing is answered there.
        import_module("search.selectors.hooks")
