"""django-machina as forum.md §3.1 tames it: models, permissions, migrations; nothing else of it."""

# Before our own app: machina finds its classes by how an installed app's path ends.
FORUM_APPS = [
    "forum.overrides.forum",
    "forum.overrides.forum_conversation",
    "machina.apps.forum_conversation.forum_attachments",
    "machina.apps.forum_conversation.forum_polls",
    "forum.overrides.forum_member",
    "forum.overrides.forum_permission",
    "machina.apps.forum_tracking",
    "forum",
]
FORUM_MIGRATIONS = {
    name: f"machina.apps.{name}.migrations"
    for name in ("forum", "forum_conversation", "forum_member", "forum_permission")
}

# Read while machina's models load, so it imports no models. MACHINA_POST_CONTENT_MAX_LENGTH stays
# unset: a number would be a migration in machina's folder; the limit of 20,000 is our services'.
MACHINA_MARKUP_LANGUAGE = ("forum.rendering.render", {})
MACHINA_MARKUP_WIDGET = None
# Must stay empty: these would ignore what a group is refused.
MACHINA_DEFAULT_AUTHENTICATED_USER_FORUM_PERMISSIONS: list[str] = []

# How long a process keeps the views of topics it has counted, in seconds; None: until it is asked.
TOPIC_VIEWS_WRITTEN_EVERY: int | None = 60
