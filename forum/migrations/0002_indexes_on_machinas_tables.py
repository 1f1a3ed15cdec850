from django.db import migrations

INDEXES = {
    "m4d_topics_of_forum": "forum_conversation_topic (forum_id, type, last_post_on)",
    "m4d_posts_of_topic": "forum_conversation_post (topic_id, created, id)",
    "m4d_posts_of_poster": "forum_conversation_post (poster_id, created)",
}


class Migration(migrations.Migration):
    """Indexes for our lists, by plain SQL: as options of machina's models they would be migrations
    in machina's folder."""

    dependencies = [
        ("m4dforum", "0001_initial"),
        ("forum_conversation", "0013_auto_20201220_1745"),
    ]

    operations = [
        migrations.RunSQL(f"CREATE INDEX {name} ON {columns}", f"DROP INDEX {name}")
        for name, columns in INDEXES.items()
    ]
