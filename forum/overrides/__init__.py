"""django-machina's apps as we change them: same tables and migrations, other behaviour.

No option of a field is changed here: `makemigrations --check` would write into machina's folder.
"""
