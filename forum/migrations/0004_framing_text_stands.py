"""The first text of a discussion's thread is never down; what hosts withdrew stands again."""

from typing import Any

from django.db import migrations, models
from django.db.models import Q


def put_up_again(apps: Any, schema_editor: Any) -> None:
    """Texts, their posts and their threads; the nightly recount sees to the counters."""
    down = apps.get_model("m4dforum", "Contribution").objects.filter(kind="framing")
    down = down.exclude(state="published")
    posts = list(down.values_list("post", flat=True))
    apps.get_model("forum_conversation", "Topic").objects.filter(first_post__in=posts).update(
        approved=True
    )
    apps.get_model("forum_conversation", "Post").objects.filter(pk__in=posts).update(approved=True)
    down.update(state="published", held_because="")


class Migration(migrations.Migration):
    dependencies = [
        ("forum_conversation", "0013_auto_20201220_1745"),
        ("m4dforum", "0003_e_discussions"),
    ]

    operations = [
        migrations.RunPython(put_up_again, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.CheckConstraint(
                condition=~Q(kind="framing") | Q(state="published"), name="framing_text_stands"
            ),
        ),
    ]
