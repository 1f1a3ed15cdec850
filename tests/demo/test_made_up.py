"""What `--size full` adds for measuring: always the same, with counters that are right."""

import uuid
from decimal import Decimal
from inspect import signature

import pytest
from django.db import transaction
from django.db.models import Count, F
from wagtail.models import Locale

from demo.loaders import library_full, quizzes
from demo.made_up import attempts, people, posts
from demo.seed import Seed
from forum.engine import Forum, Post, Topic
from forum.models import Contribution
from learning.grading import grade, total_of
from learning.models import Attempt, GradeEvent, QuizResult, Response
from members.models import User
from taxonomy.services import load_taxonomy
from tests.factories.learning import EnrolmentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def members(db):
    load_taxonomy()
    people.fill_up(40)


FULL = {people: 4_800, posts: 20_000, library_full: 3_000, attempts: 5_000}


def test_full_size_has_the_figures_of_the_contract():
    """quality.md C2; the same code fills up to a few in the tests below, whatever the number."""
    for part, number in FULL.items():
        asked = signature(part.fill_up).parameters["total"].default
        assert (part.FULL, asked) == (number, number), part


def test_members_are_added_up_to_the_number_and_not_again(members):
    assert User.objects.count() == 40
    assert people.fill_up(40) == 0
    assert people.fill_up(45) == 5
    assert not [user for user in User.objects.all() if user.has_usable_password()]


def test_counters_of_topics_and_room_are_what_counting_finds(members):
    assert posts.fill_up(300) == 300
    assert posts.fill_up(300) == 0
    counted = Topic.objects.annotate(found=Count("posts"))
    assert not counted.exclude(posts_count=F("found")).exists()
    room = Forum.objects.get(name=posts.ROOM)
    before = (room.direct_posts_count, room.direct_topics_count, room.last_post_id)
    assert before[:2] == (300, Topic.objects.count())
    for topic in Topic.objects.all():
        held = (topic.first_post_id, topic.last_post_id, topic.last_post_on)
        topic.update_trackers()
        assert (topic.first_post_id, topic.last_post_id, topic.last_post_on) == held
    room.refresh_from_db()
    assert (room.direct_posts_count, room.direct_topics_count, room.last_post_id) == before


def test_every_post_is_whole(members):
    posts.fill_up(30)
    assert Contribution.objects.filter(post__in=Post.objects.all()).count() == 30
    assert all("<p>" in str(post.content.rendered) for post in Post.objects.all())


def test_attempts_are_worth_what_grading_their_answers_again_gives(members):
    load_quizzes()
    assert attempts.fill_up(uuid.uuid4(), 20) == 20
    for attempt in Attempt.objects.select_related("quiz_version"):
        content = attempt.quiz_version.content
        parts = []
        for row in Response.objects.filter(attempt=attempt):
            outcome = grade(content["questions"][str(row.question_key)], row.answer)
            assert outcome.fraction == row.fraction
            if outcome.fraction is not None:
                parts.append((outcome.fraction, row.max_mark))
        total = total_of(
            parts, max_marks=attempt.max_marks, pass_mark=Decimal(content["pass_mark"])
        )
        assert (total.fraction, total.passed) == (attempt.fraction, attempt.passed)
    assert QuizResult.objects.count() == 10
    assert GradeEvent.objects.filter(response=None).count() == 20


def test_attempts_are_the_same_in_every_build(members):
    """Whatever numbers the database gives to the rows."""
    load_quizzes()
    builds = []
    for before in (0, 7):
        with transaction.atomic():
            for _unused in range(before):
                EnrolmentFactory()
            attempts.fill_up(uuid.uuid4(), 20)
            rows = Attempt.objects.filter(enrolment__user__handle__startswith=people.PREFIX)
            fields = ("enrolment__user__handle", "number", "seed", "fraction", "started_at")
            builds.append(set(rows.values_list(*fields)))
            transaction.set_rollback(True)
    assert len(builds[0]) == 20
    assert builds[0] == builds[1]


def load_quizzes():
    for code in ("en", "fr", "es"):
        Locale.objects.get_or_create(language_code=code)
    quizzes.load(Seed(lambda text: None))
