from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CommonConfig(AppConfig):
    name = "common"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # The registries of house.md: each app's entries stand in a module of the registry's name.
        autodiscover_modules("counters", "periodic", "receivers")
