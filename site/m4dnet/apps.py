from importlib import import_module

from django.apps import AppConfig


class M4DNetConfig(AppConfig):
    name = "m4dnet"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("m4dnet.checks")
