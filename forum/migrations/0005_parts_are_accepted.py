"""Parts given before they had to be accepted hold as they are."""

from typing import Any

from django.db import migrations
from django.db.models import F


def accept(apps: Any, schema_editor: Any) -> None:
    roles = apps.get_model("m4dforum", "DiscussionRole").objects.filter(accepted_at=None)
    roles.update(accepted_at=F("created"))


class Migration(migrations.Migration):
    dependencies = [("m4dforum", "0004_framing_text_stands")]

    operations = [migrations.RunPython(accept, migrations.RunPython.noop, elidable=True)]
