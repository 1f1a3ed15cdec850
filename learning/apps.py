from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.models.signals import post_migrate

from learning.triggers import check_triggers, install


class LearningConfig(AppConfig):
    name = "learning"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        post_migrate.connect(install, sender=self, dispatch_uid="learning.triggers")
        register(check_triggers, Tags.database)  # type: ignore[call-overload]  # takes databases
