"""Spellings that stand in our own first texts: PSAID for PAISD, JDMI for JMDI (search.md §6)."""

from django.db import migrations

SYNONYMS = (("PSAID", "PAISD"), ("JDMI", "JMDI"))
ACRONYMS = (
    ("JMDI", "Joint Migration and Development Initiative"),
    ("PAISD", "Programme d’appui aux initiatives de solidarité pour le développement"),
)


def write(apps, schema_editor):
    for name, pairs in (("Synonym", SYNONYMS), ("Acronym", ACRONYMS)):
        model = apps.get_model("taxonomy", name)
        for words, means in pairs:
            model.objects.get_or_create(words=words, means=means, locale=None)


class Migration(migrations.Migration):
    """Once, and not with the term lists: what an editor deletes stays deleted."""

    dependencies = [("taxonomy", "0002_same_words")]

    operations = [migrations.RunPython(write, migrations.RunPython.noop, elidable=False)]
