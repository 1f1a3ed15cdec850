from django.db import migrations, models


class Migration(migrations.Migration):
    """Files are stored under a name of chance; the sender's is kept beside it (SEC19)."""

    dependencies = [("common", "0004_second_person_task")]

    operations = [
        migrations.AddField(
            model_name="sitedocument",
            name="original_name",
            field=models.CharField(blank=True, editable=False, max_length=255),
        ),
    ]
