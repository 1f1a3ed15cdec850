from machina.apps.forum_member.apps import ForumMemberAppConfig as MachinaForumMemberAppConfig


class ForumMemberAppConfig(MachinaForumMemberAppConfig):
    name = "forum.overrides.forum_member"
    default_auto_field = "django.db.models.AutoField"

    def ready(self) -> None:
        """Upstream counts posts in profiles here, and fails where a count has drifted (S17)."""
