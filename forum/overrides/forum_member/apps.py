from machina.apps.forum_member.apps import ForumMemberAppConfig as MachinaForumMemberAppConfig


class ForumMemberAppConfig(MachinaForumMemberAppConfig):
    name = "forum.overrides.forum_member"
    default = True  # of the two in this module, the other imported
    default_auto_field = "django.db.models.AutoField"

    def ready(self) -> None:
        """Upstream counts posts in profiles here, and fails where a count has drifted (S17)."""
