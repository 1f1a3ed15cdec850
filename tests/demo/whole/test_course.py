"""The course as it stands after loading: whole, compiled, with learners in every state."""

import pytest
from wagtail.models import Revision

from demo.loaders import courses, learners
from demo.loaders.learners import CORE_QUIZ, TIMED_QUIZ
from demo.loaders.members import person
from learning.models import (
    Attempt,
    Certificate,
    CourseIndexPage,
    CoursePage,
    Enrolment,
    EnrolmentStatus,
    LessonPage,
    ModulePage,
    QuizCurrent,
    QuizResult,
)
from learning.outline import build_outline

LANGUAGES = ["en", "fr", "es"]


@pytest.fixture
def place(seed):
    return lambda handle: Enrolment.objects.get(user=person(handle))


@pytest.fixture
def course(seed):
    return CoursePage.objects.get(external_id="course-migration-local-development")


def test_the_core_module_can_be_read_in_each_language(course):
    for language in LANGUAGES:
        core = build_outline(course.translation_key, language).modules[0]
        assert core.is_core
        assert not core.lang
        assert not [item.title for item in core.items if item.lang]


def test_quizzes_compile_without_a_remark(seed):
    for current in QuizCurrent.objects.select_related("version__locale"):
        assert current.compiled_ok
        assert current.problems == []
    spoken = QuizCurrent.objects.filter(quiz_key=CORE_QUIZ)
    assert set(spoken.values_list("locale__language_code", flat=True)) == set(LANGUAGES)


def test_marks_are_the_same_in_each_language(seed):
    rows = QuizCurrent.objects.filter(quiz_key=CORE_QUIZ)
    assert len(set(rows.values_list("version__max_marks", flat=True))) == 1


def test_pages_are_valid_as_an_editor_would_save_them(seed):
    for model in (CourseIndexPage, CoursePage, ModulePage, LessonPage):
        for page in model.objects.all():
            page.full_clean()
            page.body.stream_block.clean(page.body)


def test_the_course_answers(course, visit):
    for language in LANGUAGES:
        assert visit(f"/{language}/learn/courses/{course.slug}/").status_code == 200
    lesson = LessonPage.objects.filter(locale__language_code="fr").first()
    assert visit(lesson.url).status_code == 200


def test_a_second_load_changes_nothing(seed):
    def state():
        counted = (Revision, Enrolment, Attempt, Certificate, QuizCurrent)
        return [model.objects.count() for model in counted]

    before = state()
    courses.load(seed)
    learners.load(seed)
    assert state() == before


def test_learners_stand_where_their_records_say(place):
    def passed(handle):
        result = QuizResult.objects.filter(enrolment=place(handle), quiz_key=CORE_QUIZ).first()
        return result.passed if result else None

    assert not place("ivone_amostra").attempts.exists()
    assert place("learner").progress.filter(state="completed").count() == 2
    assert place("camila_muestrario").attempts.get().state == "in_progress"
    assert place("vlad_pildescu").attempts.get(quiz_key=TIMED_QUIZ).state == "overdue"
    assert passed("kofi_nhweso") is False
    assert passed("nino_magaliti") is True
    assert place("nino_magaliti").status == EnrolmentStatus.ACTIVE
    assert place("joe_sampleton").status == EnrolmentStatus.WITHDRAWN


# {who has completed: the state of each of their certificates, the oldest first}
CERTIFICATES = {
    "wanjiru_kielelezo": ["valid"],
    "samba_etalon": ["valid"],
    "nuria_ejemplar": ["valid"],
    "leyla_numune": ["replaced", "valid"],
    "divine_akarorero": ["withdrawn"],
    "eleni_ypodeigma": ["revoked"],
}


def test_who_has_completed_holds_a_certificate_of_the_service(place):
    """quality.md C2, in every state there is."""
    completed = Enrolment.objects.filter(status=EnrolmentStatus.COMPLETED)
    assert {one.user.handle for one in completed} == set(CERTIFICATES)
    for one in completed:
        certificates = one.certificates.order_by("pk")
        assert [each.status for each in certificates] == CERTIFICATES[one.user.handle]
        assert {each.snapshot["language"] for each in certificates} == {one.user.language}


def test_a_stranger_is_led_from_a_replaced_certificate_to_its_successor(place, visit):
    old, new = place("leyla_numune").certificates.order_by("pk")
    answer = visit(f"/verify/{old.code}/")
    assert answer.status_code == 200
    assert f"/verify/{new.code}/" in answer.text
    assert "Dr Leyla" in visit(f"/verify/{new.code}/").text


def test_a_withdrawn_certificate_names_nobody(place, visit):
    answer = visit(f"/verify/{place('divine_akarorero').certificates.get().code}/")
    assert (answer.status_code, "Divine" in answer.text) == (200, False)


def test_a_stranger_reads_that_a_certificate_was_revoked_and_not_why(place, visit):
    """quality.md C2: a valid and a revoked one."""
    revoked = place("eleni_ypodeigma").certificates.get()
    answer = visit(f"/verify/{revoked.code}/")
    assert answer.status_code == 200
    assert "revoked" in answer.text
    assert revoked.status_reason
    assert revoked.status_reason not in answer.text
