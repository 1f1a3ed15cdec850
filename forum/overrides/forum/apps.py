from machina.apps.forum.apps import ForumAppConfig as MachinaForumAppConfig


class ForumAppConfig(MachinaForumAppConfig):
    name = "forum.overrides.forum"
    default = True  # of the two in this module, the other imported
    default_auto_field = "django.db.models.AutoField"

    def ready(self) -> None:
        """Upstream counts redirects of link forums here; we have none."""
