"""What hosts started in the room of a discussion becomes a thread of it (decision 0225)."""

from typing import Any

from django.db import migrations


def bind(apps: Any, schema_editor: Any) -> None:
    """Topics get the discussion's dates, their posts belong to it; framing and comments stay."""
    discussions = apps.get_model("m4dforum", "EDiscussion").objects.filter(forum__isnull=False)
    infos = apps.get_model("m4dforum", "TopicInfo").objects.filter(kind="plain")
    contributions = apps.get_model("m4dforum", "Contribution").objects.filter(discussion=None)
    for one in discussions:
        free = infos.filter(topic__forum=one.forum_id)
        topics = list(free.values_list("topic", flat=True))
        contributions.filter(post__topic__in=topics).update(discussion=one)
        free.update(kind="general", opens_at=one.opens_at, closes_at=one.closes_at)


class Migration(migrations.Migration):
    dependencies = [
        ("m4dforum", "0008_acts_on_rooms_and_discussions"),
    ]

    operations = [
        migrations.RunPython(bind, migrations.RunPython.noop, elidable=True),
    ]
