"""What an editor of the demo finds on the first page of the admin."""

import pytest
from django.core.management import call_command
from wagtail.models import Page

from common import desk

pytestmark = [pytest.mark.django_db, pytest.mark.long]  # the whole demo is loaded


def out_of_date(user):
    """With the original's address, which says which loader was too late."""
    return [(row.title, row.url) for row in desk.OutdatedPanel().rows(user)]


def test_no_translation_of_the_demo_is_called_out_of_date(seed, admin):
    """Nor after a second load, which writes nothing at all."""
    assert out_of_date(admin) == []
    published = dict(Page.objects.values_list("pk", "last_published_at"))
    call_command("seed_demo", verbosity=0)
    assert out_of_date(admin) == []
    assert dict(Page.objects.values_list("pk", "last_published_at")) == published


def test_no_picture_of_the_demo_lacks_its_description(seed, admin):
    assert desk.PicturesPanel().rows(admin) == []
