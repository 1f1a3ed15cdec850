from machina.apps.forum.apps import ForumAppConfig as MachinaForumAppConfig


class ForumAppConfig(MachinaForumAppConfig):
    name = "forum.overrides.forum"
    default_auto_field = "django.db.models.AutoField"

    def ready(self) -> None:
        """Upstream counts redirects of link forums here; we have none."""
