from machina.apps.forum_conversation.apps import (
    ForumConversationAppConfig as MachinaForumConversationAppConfig,
)


class ForumConversationAppConfig(MachinaForumConversationAppConfig):
    name = "forum.overrides.forum_conversation"
    default = True  # of the two in this module, the other imported
    default_auto_field = "django.db.models.AutoField"

    def ready(self) -> None:
        """Upstream counts views here on its own signal; its views, which send it, are not ours."""
