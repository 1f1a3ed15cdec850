"""What is told names questions and ends as its reader reads them (forum.md §8)."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum import services
from forum.models import Level, Sanction
from members.mailing import as_read_by
from notifications.letters import letter_of
from notifications.models import Delivery
from notifications.selectors import newest_unread
from tests.factories import discussions as given
from tests.factories import forum as make

pytestmark = pytest.mark.django_db
FRENCH = ("Qui voulez-vous atteindre ?",)


@pytest.fixture
def discussion():
    found = given.opened()
    given.translated(found.pages.get(), "fr", questions=FRENCH)
    return found


def titles_for(member):
    with as_read_by(member):
        return [one.message.title for one in newest_unread(member, 20)]


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", FRENCH[0]), ("es", given.QUESTIONS[0]), ("en", given.QUESTIONS[0])],
)
def test_a_notice_names_a_question_in_the_language_of_its_reader(discussion, language, words):
    """Where the discussion is not in it, in that of the thread."""
    watcher = make.person(language=language)
    topic = given.topic_of(discussion)
    services.subscribe(member=watcher, target=topic, level=Level.WATCHING)
    given.an_answer(discussion)
    (title,) = titles_for(watcher)
    assert words in title


def test_a_mail_about_ones_post_names_the_question_in_ones_language(discussion):
    author, moderator = make.person(language="fr"), make.a_moderator()
    post = given.an_answer(discussion, author)
    services.hide_post(moderator=moderator, post=post, reason="Spam", statement="An advert.")
    mail = letter_of(Delivery.objects.filter(recipient=author).latest("pk")).message
    assert FRENCH[0] in mail.subject


def test_a_report_names_the_question_in_the_moderators_language(discussion):
    moderator = make.a_moderator()
    moderator.language = "fr"
    moderator.save()
    post = given.an_answer(discussion)
    services.report_post(member=make.person(), post=post, reason="spam", note="")
    assert any(FRENCH[0] in title for title in titles_for(moderator))


def test_questions_of_many_notices_are_read_with_them(discussion):
    moderator, counts = make.a_moderator(), []
    for number in (1, 2):
        for _each in range(number):
            post = given.an_answer(discussion)
            services.report_post(member=make.person(), post=post, reason="spam", note="")
        with CaptureQueriesContext(connection) as queries:
            titles_for(moderator)
        counts.append(len(queries))
    assert counts[1] <= counts[0]


# --- Silences -----------------------------------------------------------------------------------
def silenced(member, **kwargs):
    values = {"kind": "silence", "reason": "Rude", "statement": "Mind your words."} | kwargs
    return services.impose_sanction(moderator=make.a_moderator(), user=member, **values)


def test_a_silence_says_until_when_in_the_zone_of_its_reader():
    member = make.person(timezone="America/Guayaquil")
    sanction = silenced(member, hours=24)
    ends = datetime(2026, 12, 2, 15, tzinfo=UTC)
    Sanction.objects.filter(pk=sanction.pk).update(
        starts_at=datetime(2026, 12, 1, 15, tzinfo=UTC), ends_at=ends
    )
    (title,) = titles_for(member)
    assert "until 2 December 2026, 10:00 (Guayaquil), 15:00 UTC" in title
    assert "for some time" not in title


def test_a_silence_without_an_end_says_who_ends_it():
    member = make.person()
    silenced(member)
    assert "until a moderator decides otherwise" in titles_for(member)[0]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("silence", "You may write in the forum again"),
        ("warning", "A moderator has taken their warning back"),
    ],
)
def test_what_is_lifted_is_called_what_it_was(kind, words):
    """Who was warned could write all the time."""
    member = make.person()
    sanction = silenced(member, kind=kind)
    services.lift_sanction(moderator=make.a_moderator(), sanction=sanction, reason="Sorry")
    assert words in titles_for(member)
