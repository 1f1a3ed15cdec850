"""Discussions, doors and the front page as they stand after loading, in each language."""

import pytest
from bs4 import BeautifulSoup
from django.db.models import F, Q
from django.utils import timezone

from forum.engine import Topic
from forum.models import Contribution, DiscussionState, EDiscussion, EDiscussionPage

pytestmark = [pytest.mark.django_db, pytest.mark.long]  # the whole demo is loaded
LANGUAGES = ["en", "fr", "es"]
OPEN = {
    "en": "Mapping that builds trust",
    "fr": "Une cartographie qui inspire confiance",
    "es": "Un mapeo que genera confianza",
}


def soup(answer):
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


@pytest.fixture
def talk(seed):
    """The discussion that is open."""
    return EDiscussion.objects.open_at(timezone.now()).get()


def test_each_discussion_has_a_page_a_language_and_one_room(seed):
    for discussion in EDiscussion.objects.all():
        pages = EDiscussionPage.objects.filter(discussion=discussion, live=True)
        assert sorted(page.locale.language_code for page in pages) == sorted(LANGUAGES)
        assert discussion.languages == LANGUAGES
        for page in pages:
            texts = page.question_texts.order_by("sort_order")
            numbers = [one.question.number for one in texts]
            assert numbers == list(range(1, discussion.questions.count() + 1))
    states = set(EDiscussion.objects.values_list("state", flat=True))
    assert states == {DiscussionState.OPEN, DiscussionState.CLOSED}


def test_the_summary_of_what_is_closed_was_expected_soon_after_its_end(seed):
    for discussion in EDiscussion.objects.all():
        assert 0 < (discussion.summary_due_on - discussion.closes_at.date()).days <= 14


def test_each_answer_came_after_its_question_opened_and_before_now(seed):
    answers = Contribution.objects.filter(post__topic__guiding_question__isnull=False)
    assert answers.exists()
    opened = F("post__topic__guiding_question__opens_at")
    assert not answers.filter(
        Q(published_at__lt=opened) | Q(published_at__gt=timezone.now())
    ).exists()
    for topic in Topic.objects.filter(guiding_question__isnull=False):
        assert topic.last_post_on == topic.posts.latest("created").created


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_of_a_discussion_is_left_untranslated(language, talk):
    page = talk.pages.get(locale__language_code=language)
    english = talk.pages.get(locale__language_code="en")
    own = {one.text for one in page.question_texts.all()}
    said = {one.language for message in talk.messages.all() for one in message.texts.all()}
    assert said >= set(LANGUAGES)
    assert all(one.texts.filter(language=language).exists() for one in talk.syntheses.all())
    if language != "en":
        assert not own & {one.text for one in english.question_texts.all()}
        assert (page.title, page.summary, page.purpose) != (
            english.title,
            english.summary,
            english.purpose,
        )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_front_page_shows_the_open_discussion_and_a_course(language, visit, talk):
    page = soup(visit(f"/{language}/"))
    link = page.select_one(".live-card h2 a")
    assert link.text == OPEN[language]
    assert OPEN[language] in soup(visit(link["href"])).h1.text
    assert page.select_one('[aria-labelledby="course"] .card__title a')


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("door", "leads_to"),
    [("connect", ["forum/", "e-discussions/"]), ("learn", ["learn/courses/"])],
)
def test_the_doors_lead_to_what_members_do(door, leads_to, language, visit):
    links = [one["href"] for one in soup(visit(f"/{language}/{door}/")).select(".tiles a")]
    for path in leads_to:
        assert f"/{language}/{path}" in links
    for link in links:
        assert visit(link).status_code == 200


def test_a_theme_page_has_the_discussion_the_course_and_its_topics(visit, seed):
    page = soup(visit("/en/themes/diaspora/"))
    for section in ("discussion", "course"):
        assert page.select_one(f'[aria-labelledby="{section}"] .result-row__title a')
