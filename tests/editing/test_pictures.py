"""What the chooser's form for a new picture asks before anything is sent."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.fixture
def form(client, news_editor):
    """The chooser's two forms, as the browser of a news editor gets them."""
    client.force_login(news_editor)
    return client.get(reverse("wagtailimages_chooser:choose")).json()["html"]


def test_the_browser_asks_for_the_description_before_the_file_is_sent(form):
    """WCAG 1.1.1. A form that the server refuses comes back without its file."""
    creation = form.partition("data-chooser-modal-creation-form")[2]
    assert "novalidate" not in creation.partition(">")[0]
    description = creation.partition('name="image-chooser-upload-description"')[2]
    assert "required" in description.partition(">")[0]


def test_a_picture_without_a_description_is_told_what_to_say(client, news_editor, form):
    answer = client.post(reverse("wagtailimages_chooser:create"), {})
    assert "Say in one sentence what the picture shows." in answer.json()["htmlFragment"]
