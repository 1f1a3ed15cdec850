from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CommonConfig(AppConfig):
    name = "common"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # The registries of house.md: each app's entries stand in a module of the registry's name.
        # First `indexing`: the receivers of search listen to what it names.
        autodiscover_modules("indexing", "personal_data")
        for name in ("page_triggers", "files"):
            import_module(f"common.indexing.{name}")
        autodiscover_modules(
            "counters", "document_rules", "lists", "periodic", "receivers", "slots"
        )
        # `common.periodic` is the registry; the jobs of this app itself stand beside it.
        import_module("common.housekeeping")
        import_module("common.pictures").leave_metadata_out()
