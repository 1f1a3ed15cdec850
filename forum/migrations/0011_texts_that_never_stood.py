"""Of each earlier text, whether readers ever saw it (decision 0235)."""

from typing import Any

from django.db import migrations, models
from django.db.models import F, Q


def mark(apps: Any, schema_editor: Any) -> None:
    """What was replaced before its post was published for the first time, nobody had seen.

    Of a change that waits, nothing says which of the texts before it stood: none comes back.
    """
    never = Q(post__contribution__published_at=None)
    before = Q(created__lt=F("post__contribution__published_at"))
    waits = Q(post__contribution__state="pending")
    apps.get_model("m4dforum", "PostRevision").objects.filter(never | before | waits).update(
        was_public=False
    )


class Migration(migrations.Migration):
    dependencies = [
        ("m4dforum", "0010_codes_that_are_known"),
    ]

    operations = [
        migrations.AddField(
            model_name="postrevision",
            name="was_public",
            field=models.BooleanField(default=True),
        ),
        migrations.RunPython(mark, migrations.RunPython.noop, elidable=True),
    ]
