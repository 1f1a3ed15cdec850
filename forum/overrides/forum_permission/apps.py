from machina.apps.forum_permission.apps import (
    ForumPermissionAppConfig as MachinaForumPermissionAppConfig,
)


class ForumPermissionAppConfig(MachinaForumPermissionAppConfig):
    name = "forum.overrides.forum_permission"
    default_auto_field = "django.db.models.AutoField"
