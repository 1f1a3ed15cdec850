from django.apps import AppConfig


class M4DNetConfig(AppConfig):
    name = "m4dnet"
    default_auto_field = "django.db.models.BigAutoField"
