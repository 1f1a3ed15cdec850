"""What the search gets of topics and answers, and where it leads their readers."""

import pytest
from django.utils.translation import override

from common.indexing import documents_of
from common.languages import address_for_reader
from forum.engine import Topic
from tests.factories import forum as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def answer(topic, reader):
    return make.a_reply(topic, reader, language="fr")


def test_topics_and_answers_stand_below_no_language(topic, answer):
    found = documents_of([f"topic:{topic.pk}", f"post:{answer.pk}"])
    assert found[f"topic:{topic.pk}"].url == f"/forum/t/{topic.pk}/{topic.slug}/"
    assert found[f"post:{answer.pk}"].url == f"/forum/p/{answer.pk}/"
    assert found[f"post:{answer.pk}"].lang == "fr"


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_readers_stay_in_their_language(client, topic, language):
    stored = documents_of([f"topic:{topic.pk}"])[f"topic:{topic.pk}"].url
    with override(language):
        address = address_for_reader(stored)
    assert address == f"/{language}{stored}"
    assert f'<html lang="{language}"' in client.get(address).text


def test_a_page_is_followed_in_its_own_language():
    with override("fr"):
        assert address_for_reader("/en/whats-new/") == "/en/whats-new/"


def test_what_is_hidden_is_no_document(topic, answer):
    Topic.objects.filter(pk=topic.pk).update(approved=False)
    assert documents_of([f"topic:{topic.pk}", f"post:{answer.pk}"]) == {}
