"""Whatever editors do to a course while somebody learns it, I10 and I11 hold (learning.md §24)."""

from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from learning.completion import done_keys, evaluate_completion
from learning.models import (
    CompletedHow,
    CoursePage,
    Enrolment,
    EnrolmentStatus,
    LessonPage,
    ModulePage,
    ModuleQuizPlacement,
    Quiz,
    QuizResult,
)
from learning.outline import build_outline
from learning.progress import progress_of, required_items
from learning.services import complete_item
from tests.factories import learning as make
from tests.factories.quizzes import make_question, make_quiz


class Way:
    """A course in two languages, its editors, one learner. Acts take any number to choose by."""

    def __init__(self, course, french, enrolment, quiz):
        self.course, self.french, self.enrolment, self.quiz = course, french, enrolment, quiz
        self.done = set()
        self.completed_at = None

    def lessons(self):
        course = CoursePage.objects.get(pk=self.course.pk)
        return list(LessonPage.objects.descendant_of(course).order_by("path"))

    def lesson(self, number):
        lessons = self.lessons()
        return lessons[number % len(lessons)] if lessons else None

    def module(self):
        return ModulePage.objects.get(pk=self.course.module.pk)

    # --- Editors
    def add(self, number):
        make.a_lesson(self.module(), required=bool(number % 3))

    def remove(self, number):
        if lesson := self.lesson(number):
            lesson.delete()

    def unpublish(self, number):
        if lesson := self.lesson(number):
            lesson.unpublish()

    def publish(self, number):
        if lesson := self.lesson(number):
            lesson.save_revision().publish()

    def require(self, number):
        if lesson := self.lesson(number):
            lesson.required = not lesson.required
            lesson.save_revision().publish()

    def hide_or_show_module(self, number):
        module = self.module()
        if module.live:
            module.unpublish()
        else:
            module.save_revision().publish()

    def translate(self, number):
        module = ModulePage.objects.get(pk=self.french.module.pk)
        lesson = self.lesson(number)
        known = LessonPage.objects.filter(locale=module.locale)
        if lesson and not known.filter(translation_key=lesson.translation_key).exists():
            make.in_french(lesson, module, title="Une leçon", slug=f"lecon-{lesson.pk}")

    def write_in_french_alone(self, number):
        make.a_lesson(ModulePage.objects.get(pk=self.french.module.pk))

    def place_quiz(self, number):
        values = {"required": bool(number % 3)}
        ModuleQuizPlacement.objects.update_or_create(
            page=self.module(), quiz=self.quiz, defaults=values
        )

    def take_quiz_away(self, number):
        ModuleQuizPlacement.objects.all().delete()

    def hide_or_show_quiz(self, number):
        Quiz.objects.filter(pk=self.quiz.pk).update(live=bool(number % 2))

    # --- The learner
    def learn(self, number):
        if lesson := self.lesson(number):
            complete_item(
                enrolment=self.enrolment,
                item_key=lesson.translation_key,
                how=CompletedHow.MANUAL,
                locale="en",
                by=self.enrolment.user,
            )

    def be_graded(self, number):
        passed = bool(number % 2)
        values = {
            "method": "highest",
            "fraction": Decimal("0.8" if passed else "0.5"),
            "passed": passed,
            "computed_at": timezone.now(),
        }
        QuizResult.objects.update_or_create(
            enrolment=self.enrolment, quiz_key=self.quiz.translation_key, defaults=values
        )

    def speak_another_language(self, number):
        code = ("en", "fr", "ar")[number % 3]
        Enrolment.objects.filter(pk=self.enrolment.pk).update(preferred_locale=code)

    # --- What holds after each
    def check(self):
        enrolment = evaluate_completion(enrolment=self.enrolment)
        done = done_keys(enrolment)
        rule = enrolment.completion_rule
        asked = []
        for language in ("en", "fr"):
            outline = build_outline(self.course.translation_key, language)
            required = required_items(outline, done, rule)
            percent = progress_of(outline, done, rule).percent
            missing = [item for item in required if item.key not in done]
            assert (percent == 100) is (bool(required) and not missing), "I11"
            if percent == 100:
                assert enrolment.status == EnrolmentStatus.COMPLETED, "nobody is stuck at 100 %"
            asked.append({item.key for item in required})
        assert asked[0] == asked[1], "the required set is the same in every language"
        assert done >= self.done, "I10: what is done stays done"
        if self.completed_at:
            assert enrolment.status == EnrolmentStatus.COMPLETED, "I10"
            assert enrolment.completed_at == self.completed_at, "I10"
        self.done, self.completed_at = done, enrolment.completed_at


ACTS = [
    name
    for name, act in vars(Way).items()
    if callable(act) and name not in {"__init__", "lessons", "lesson", "module", "check"}
]
# Learners do more than editors.
steps = st.tuples(st.sampled_from([*ACTS, *["learn"] * 6, *["be_graded"] * 2]), st.integers(0, 8))


@pytest.mark.django_db
@example(taken=[(act, number) for number, act in enumerate(ACTS)])
@example(taken=[(act, number) for number, act in enumerate(reversed(ACTS))])
@given(taken=st.lists(steps, min_size=4, max_size=10))
@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_what_is_done_stays_done_and_all_done_is_completed(taken, course, french, enrolment, quiz):
    with transaction.atomic():
        way = Way(course, french, enrolment, quiz)
        for act, number in taken:
            getattr(way, act)(number)
            way.check()
        transaction.set_rollback(True)


@pytest.fixture
def quiz(course):
    """A quiz that is published and stands nowhere yet."""
    return make_quiz(make_question())
