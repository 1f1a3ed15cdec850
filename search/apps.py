from importlib import import_module

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # What lower apps ask through common.indexing is answered by the hooks; what is kept of
        # documents beside the engines follows the drain.
        for name in ("selectors.hooks", "seen"):
            import_module(f"search.{name}")
