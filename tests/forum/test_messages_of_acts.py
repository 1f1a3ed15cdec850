"""What is said when a discussion is extended or concluded, and in which language (forum.md §4)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils.translation import gettext, override

from forum import services
from forum.errors import InvalidContent
from forum.models import EDiscussion, MessageKind
from notifications.describing import described
from notifications.models import Notification
from tests.factories import discussions as given
from tests.factories import forum as make

pytestmark = pytest.mark.django_db
END = datetime(2027, 6, 4, 12, tzinfo=UTC)


@pytest.fixture
def reader():
    return make.person("Ravi Contoh")


def ending_before(moment, **kwargs):
    """An open discussion that ends a fortnight before `moment`."""
    discussion = given.opened(**kwargs)
    EDiscussion.objects.update(closes_at=moment - timedelta(days=14))
    return EDiscussion.objects.get(pk=discussion.pk)


def extended(language="fr", **kwargs):
    """By a host whose screen is English."""
    discussion = ending_before(END, **kwargs)
    wanted = {"host": given.host_of(discussion), "discussion": discussion, "closes_at": END}
    note = "Nous continuons : beaucoup arrivent encore."
    with override("en"):
        return services.extend_discussion(note=note, language=language, **wanted)


def concluded(reader):
    discussion = given.summarising()
    services.subscribe(member=reader, target=discussion.forum, level="watching")
    with override("en"):
        return services.conclude(
            moderator=make.a_moderator(),
            discussion=discussion,
            conclusion="Personne n’est venu.",
            language="fr",
        )


def heading(discussion, kind):
    return discussion.messages.get(kind=kind).texts.get().subject


def title_for(reader, language):
    row = Notification.objects.filter(recipient=reader, type="discussion.message").latest("pk")
    with override(language):
        return described([row], reader)[row.pk].title


def test_an_extension_names_the_new_end_in_the_language_of_its_note():
    assert heading(extended("en"), MessageKind.EXTENSION).endswith("until 4 June 2027, 12:00 UTC")
    assert "4 juin 2027" in heading(extended("fr", title="Another"), MessageKind.EXTENSION)


def test_a_conclusion_is_headed_in_the_language_it_is_written_in(reader):
    with override("fr"):
        expected = gettext("No summary is possible")
    assert heading(concluded(reader), MessageKind.CLOSING) == expected


def test_an_act_is_told_in_the_language_of_its_reader_with_the_new_end(reader):
    discussion = ending_before(END)
    services.subscribe(member=reader, target=discussion.forum, level="watching")
    services.extend_discussion(
        host=given.host_of(discussion),
        discussion=discussion,
        closes_at=END,
        note="Nous continuons encore un peu.",
        language="fr",
    )
    title = title_for(reader, "en")
    assert "Mapping that builds trust" in title
    assert title.endswith("goes on until 4 June 2027, 12:00 UTC")
    assert "juin" in title_for(reader, "fr")


def test_a_conclusion_is_told_in_the_language_of_its_reader(reader):
    concluded(reader)
    assert title_for(reader, "en") == "“Mapping that builds trust” is concluded"


@pytest.mark.parametrize("language", ["", "../en", "x" * 13])
def test_an_act_is_said_in_a_language(language):
    with pytest.raises(InvalidContent):
        extended(language)
