from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class NotificationsConfig(AppConfig):
    name = "notifications"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # What each app may tell stands in a module of the registry's purpose (house.md).
        autodiscover_modules("notification_types")
        import_module("notifications.health")
