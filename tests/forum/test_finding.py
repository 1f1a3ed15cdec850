"""What the search gets of topics and answers, and where it leads their readers."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import override

from common.indexing import documents_of, folded
from common.languages import address_for_reader
from forum import services
from forum.engine import Topic
from forum.models import Preset
from members.services import block_member
from search.models import Outbox
from taxonomy.models import Region
from taxonomy.services import merge_terms
from tests.factories import discussions as given
from tests.factories import forum as make
from tests.factories.members import UserFactory
from tests.factories.taxonomy import CountryFactory, TagFactory, ThemeFactory

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


# --- What is to be read again (search.md §15) ---------------------------------------------------
@pytest.fixture
def elsewhere(author, answer):
    """A topic in another room, about nothing: it stays as it is."""
    return make.a_topic(make.a_forum("Elsewhere"), author)


def both(topic, answer):
    return {f"topic:{topic.pk}", f"post:{answer.pk}"}


def asked_for(act):
    """Keys of the forum that `act` has put into the outbox."""
    Outbox.objects.all().delete()
    act()
    keys = set(Outbox.objects.values_list("key", flat=True))
    return {key for key in keys if key.startswith(("topic:", "post:", "synthesis:"))}


def test_a_room_that_is_closed_sends_its_topics_and_answers_to_the_search_again(
    topic, answer, elsewhere, forum_admin
):
    """Until then anonymous readers could be told of its words (`public`)."""

    def close():
        services.apply_preset(admin=forum_admin, forum=topic.forum, preset=Preset.MEMBERS)

    assert asked_for(close) == both(topic, answer)


def test_a_shelf_that_is_closed_sends_what_stands_below_it(author, elsewhere, forum_admin):
    shelf = make.a_forum("Evidence", is_category=True)
    below = make.a_topic(make.a_forum("Below", parent=shelf), author)

    def close():
        services.apply_preset(admin=forum_admin, forum=shelf, preset=Preset.MEMBERS)

    assert asked_for(close) == {f"topic:{below.pk}"}


def test_a_room_that_moves_sends_what_is_in_it(topic, answer, elsewhere, forum_admin):
    shelf = make.a_forum("Evidence", is_category=True)

    def move():
        services.move_forum(admin=forum_admin, forum=topic.forum, parent=shelf)

    assert asked_for(move) == both(topic, answer)


def test_a_room_of_a_discussion_that_is_closed_sends_its_syntheses(forum_admin):
    discussion = given.opened()
    synthesis = given.a_synthesis(discussion)

    def close():
        shelf = discussion.forum.parent
        services.apply_preset(admin=forum_admin, forum=shelf, preset=Preset.MEMBERS)

    assert f"synthesis:{synthesis.pk}" in asked_for(close)


@pytest.mark.parametrize(
    ("factory", "field"),
    [(ThemeFactory, "themes"), (CountryFactory, "countries"), (TagFactory, "tags")],
)
def test_a_term_with_another_name_sends_what_is_about_it(factory, field, topic, answer, elsewhere):
    term = factory()
    getattr(topic.info, field).add(term)
    assert asked_for(term.save) == both(topic, answer)
    assert asked_for(factory().save) == set()


def test_a_region_with_another_name_sends_what_is_about_its_countries(topic, answer, elsewhere):
    above = Region.objects.create(code="africa", name="Africa")
    inside = Region.objects.create(code="west-africa", name="West Africa", parent=above)
    topic.info.countries.add(CountryFactory(region=inside))
    assert asked_for(above.save) == both(topic, answer)


def test_a_merged_theme_leaves_no_topic_under_its_old_name(topic, answer, elsewhere, admin):
    old, new = ThemeFactory(code="old", name="Old"), ThemeFactory(code="new", name="New")
    topic.info.themes.add(old)

    def merge():
        merge_terms(source=old, into=new, user=admin)

    assert asked_for(merge) == both(topic, answer)
    found = documents_of(both(topic, answer))
    assert {one.themes for one in found.values()} == {("new",)}


# --- Of people whom the reader keeps away ---------------------------------------------------------
def test_what_somebody_blocked_has_written_is_folded_for_who_blocked_them(
    topic, answer, author, reader, django_assert_num_queries
):
    """Of topics as of answers; the other, and everybody else, see no difference."""
    types = {f"topic:{topic.pk}": "topic", f"post:{answer.pk}": "post"}
    with django_assert_num_queries(0):
        assert folded(AnonymousUser(), types) == set()
    assert folded(author, types) == set()
    block_member(member=author, other=reader)
    assert folded(author, types) == {f"post:{answer.pk}"}
    assert folded(reader, types) == set()
    stranger = UserFactory()
    block_member(member=stranger, other=author)
    assert folded(stranger, types) == {f"topic:{topic.pk}"}
