from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("m4dforum", "0005_parts_are_accepted"),
    ]

    operations = [
        migrations.AddField(
            model_name="draft",
            name="fields",
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
