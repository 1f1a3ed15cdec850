from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Whose acts a burst has and how many were told; how a follower wants this one."""

    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("notifications", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="notification",
            name="email",
            field=models.CharField(
                blank=True,
                choices=[
                    ("instant", "At once"),
                    ("daily", "Once a day, together"),
                    ("off", "No e-mail"),
                ],
                max_length=7,
            ),
        ),
        migrations.AddField(
            model_name="notification",
            name="keys",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="notification",
            name="told",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddConstraint(
            model_name="notification",
            constraint=models.CheckConstraint(
                condition=models.Q(("email__in", ["", "instant", "daily", "off"])),
                name="notification_email_known",
            ),
        ),
    ]
