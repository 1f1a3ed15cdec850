"""Whatever the code does, the database refuses: every constraint of learning, tried by SQL (§24).

Each case is one row that stands, copied or changed into one that must not be. The last test counts
the table against the models, so that a constraint nobody has tried is not there.
"""

import uuid

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from learning.models import (
    Certificate,
    CourseQuizPlacement,
    ImportBatch,
    ItemProgress,
    ModuleQuizPlacement,
    Override,
    TrainerPackLink,
)
from tests.factories import learning as make
from tests.factories.library import make_library, make_record
from tests.factories.members import UserFactory
from tests.factories.quizzes import enrol, make_question, make_quiz, short_text
from tests.factories.taxonomy import english
from tests.learning.attempts.steps import start, submit, text

LONG_AGO = "2001-01-01 00:00:00"
NEW = object()  # a UUID that no row has

# {name of the constraint: (table, changes)}: an UPDATE of every row there is.
CHANGES = {
    "import_format_known": ("importbatch", {"format": "qti"}),
    "import_counts_add_up": ("importbatch", {"found": 9}),
    "question_mark_not_negative": ("question", {"default_mark": -1}),
    "question_difficulty_known": ("question", {"difficulty": 4}),
    "quiz_kind_known": ("quiz", {"kind": "x"}),
    "quiz_close_policy_known": ("quiz", {"close_policy": "x"}),
    "quiz_on_timeout_known": ("quiz", {"on_timeout": "x"}),
    "quiz_grade_method_known": ("quiz", {"grade_method": "x"}),
    "quiz_review_from_known": ("quiz", {"review_from": "x"}),
    "quiz_review_known": ("quiz", {"review": "x"}),
    "slot_is_a_question_or_a_draw": ("quizslot", {"draw_count": 1}),
    "slot_mark_not_negative": ("quizslot", {"max_mark": -1}),
    "run_closes_after_it_opens": ("courserun", {"opens_at": LONG_AGO, "closes_at": LONG_AGO}),
    "run_has_a_place": ("courserun", {"capacity": 0}),
    "run_pacing_known": ("courserun", {"pacing": "x"}),
    "run_enrol_mode_known": ("courserun", {"enrol_mode": "x"}),
    "run_status_known": ("courserun", {"status": "x"}),
    "enrolment_status_known": ("enrolment", {"status": "x"}),
    "enrolment_role_known": ("enrolment", {"role": "x"}),
    "enrolment_source_known": ("enrolment", {"source": "x"}),
    "completed_at_only_when_completed": ("enrolment", {"completed_at": LONG_AGO}),
    "override_has_one_target": ("override", {"enrolment_id": None, "run_id": None}),
    "override_adds_seconds": ("override", {"extra_seconds": -1}),
    "override_never_shortens": ("override", {"time_factor": "0.99"}),
    "override_adds_attempts": ("override", {"extra_attempts": -1}),
    "what_compiled_has_a_version": ("quizcurrent", {"version_id": None}),
    "attempt_numbers_from_one": ("attempt", {"number": 0}),
    "attempt_state_known": ("attempt", {"state": "x", "submitted_at": None}),
    "attempt_reason_known": ("attempt", {"submit_reason": "x"}),
    "submitted_at_only_when_sent": ("attempt", {"submitted_at": None}),
    "attempt_ends_after_it_starts": ("attempt", {"started_at": LONG_AGO, "deadline_at": LONG_AGO}),
    "attempt_fraction_in_range": ("attempt", {"fraction": "1.1", "passed": True}),
    "passed_only_with_a_fraction": ("attempt", {"passed": None}),
    "attempt_marks_not_negative": ("attempt", {"max_marks": -1}),
    "attempt_waits_for_none_or_some": ("attempt", {"needs_grading": -1}),
    "response_state_known": ("response", {"state": "x"}),
    "response_mark_not_negative": ("response", {"max_mark": -1}),
    "response_fraction_in_range": ("response", {"fraction": "-1.1"}),
    "result_method_known": ("quizresult", {"method": "x"}),
    "result_fraction_in_range": ("quizresult", {"fraction": "1.1"}),
    "certificate_status_known": ("certificate", {"status": "x"}),
    "certificate_replaced_names_its_successor": ("certificate", {"status": "replaced"}),
    "course_audience_known": ("coursepage", {"audience": "x"}),
    "course_lessons_required_is_a_share": ("coursepage", {"lessons_required": "1.001"}),
    "module_kind_known": ("modulepage", {"kind_of_module": "x"}),
    "learning_lessonpage_external_id_once": ("lessonpage", {"external_id": "x"}),
    "lesson_completion_mode_known": ("lessonpage", {"completion_mode": "x"}),
    "course_quiz_role_known": ("coursequizplacement", {"role": "x"}),
    "module_quiz_role_known": ("modulequizplacement", {"role": "x"}),
    "progress_state_known": ("itemprogress", {"state": "x"}),
    "progress_completed_at_only_when_completed": ("itemprogress", {"completed_at": LONG_AGO}),
    "progress_seconds_add_up": ("itemprogress", {"seconds": -1}),
}

# The same for what is never changed, and for what must not be there twice: a copy of the first row
# that is so, with changes.
VERSION = {"number": 9, "content_hash": "x"}
EVENT = {"key": NEW}
COPIES = {
    "version_marks_positive": ("quizversion", "", {"max_marks": -1, **VERSION}),
    "version_kind_known": ("quizversion", "", {"kind": "x", **VERSION}),
    "event_source_known": ("responseevent", "", {"source": "x", **EVENT}),
    "late_saves_are_not_applied": ("responseevent", "", {"late": True, "applied": True, **EVENT}),
    "grade_event_kind_known": ("gradeevent", "", {"kind": "x"}),
    "grade_event_old_in_range": ("gradeevent", "", {"old_fraction": "1.1"}),
    "grade_event_new_in_range": ("gradeevent", "", {"new_fraction": "-1.1"}),
    "one_question_per_external_id_and_language": (
        "question",
        "external_id <> ''",
        {"translation_key": NEW},
    ),
    "one_standing_run_per_course": ("courserun", "", {"uuid": NEW}),
    "one_facilitator_row_per_run": ("runfacilitator", "", {}),
    "one_enrolment_per_run": ("enrolment", "", {"uuid": NEW, "learner_ref": NEW}),
    "one_learner_per_run": ("enrolment", "", {"uuid": NEW, "user_id": None}),
    "one_override_per_learner_and_quiz": ("override", "run_id IS NULL", {}),
    "one_override_per_run_and_quiz": ("override", "enrolment_id IS NULL", {}),
    "one_version_per_number": ("quizversion", "", {"content_hash": "x"}),
    "one_version_per_content": ("quizversion", "", {"number": 9}),
    "one_current_version_per_language": ("quizcurrent", "", {}),
    "one_attempt_per_number": ("attempt", "state = 'graded'", {"uuid": NEW}),
    "one_open_attempt_per_quiz": ("attempt", "state = 'in_progress'", {"uuid": NEW, "number": 9}),
    "one_response_per_slot": ("response", "", {}),
    "one_event_per_key": ("responseevent", "", {}),
    "one_result_per_quiz": ("quizresult", "", {}),
    "one_valid_certificate_per_enrolment": ("certificate", "", {"uuid": NEW, "code": "x"}),
    "one_trainer_link_per_record": ("trainerpacklink", "", {}),
    "quiz_once_in_a_course": ("coursequizplacement", "", {}),
    "quiz_once_in_a_module": ("modulequizplacement", "", {}),
    "one_progress_per_item": ("itemprogress", "", {}),
}

MAINTENANCE = "maintenance_is_one_row"  # by a test of its own: its row stops the triggers
# Broken by the same rows; numbers that are never below 0 are refused by their column first.
TOGETHER = {
    "progress_state_known": "progress_completed_at_only_when_completed",
    "progress_seconds_add_up": "seconds",
    "override_adds_seconds": "extra_seconds",
    "override_adds_attempts": "extra_attempts",
    "attempt_waits_for_none_or_some": "needs_grading",
}


@pytest.fixture(scope="module")
def _stored(kept_in_module):
    """A row in every table of learning, as it may be."""
    now = timezone.now()
    course = make.a_whole_course()
    quiz = make_quiz(make_question(short_text(), external_id="one"))
    learns = enrol(UserFactory())
    has_done = make.enrolled_in(course, status="completed", completed_at=now)
    make.facilitator_of(learns.run)
    submit(start(learns, quiz), text("canarydiaspora", seq=1))
    start(learns, make_quiz(make_question()))
    key, due = quiz.translation_key, {"reason": "ill", "granted_at": now}
    Override.objects.create(enrolment=learns, quiz_key=key, **due)
    Override.objects.create(run=learns.run, quiz_key=key, **due)
    ItemProgress.objects.create(enrolment=learns, item_key=key, first_seen_at=now, locale="en")
    Certificate.objects.create(code="A", enrolment=has_done, snapshot={}, issued_at=now)
    ImportBatch.objects.create(file_name="a.gift", locale=english(), at=now)
    CourseQuizPlacement.objects.create(page=course, quiz=quiz)
    ModuleQuizPlacement.objects.create(page=course.module, quiz=quiz)
    TrainerPackLink.objects.create(page=course, record=make_record(make_library()))


@pytest.fixture
def rows(_stored, db, on_both_engines):
    """The rows, on SQLite and on PostgreSQL."""


CONSTRAINTS = {
    constraint.name: (model, constraint)
    for model in apps.get_app_config("learning").get_models()
    for constraint in model._meta.constraints
}


def sql(statement, values=()):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def value_of(change):
    return uuid.uuid4().hex if change is NEW else change


def assert_named(name, refusal):
    """PostgreSQL names the constraint; SQLite the columns of what must be there once."""
    message = str(refusal.value)
    model, constraint = CONSTRAINTS[name]
    fields = getattr(constraint, "fields", ())
    columns = [f"{model._meta.db_table}.{model._meta.get_field(one).column}" for one in fields]
    is_by_columns = bool(columns) and all(one in message for one in columns)
    assert is_by_columns or name in message or TOGETHER.get(name, name) in message


@pytest.mark.parametrize("name", CHANGES)
def test_no_row_is_changed_into_one_that_cannot_be(name, rows):
    table, changes = CHANGES[name]
    columns = ", ".join(f"{column} = %s" for column in changes)
    with pytest.raises(IntegrityError) as refusal:
        sql(f"UPDATE learning_{table} SET {columns}", list(changes.values()))  # noqa: S608
    assert_named(name, refusal)


@pytest.mark.parametrize("name", COPIES)
def test_no_row_is_added_that_cannot_be(name, rows):
    table, which, changes = COPIES[name]
    model, _constraint = CONSTRAINTS[name]
    fields = [one for one in model._meta.local_concrete_fields if not one.primary_key]
    taken = ["%s" if one.column in changes else one.column for one in fields]
    where = f" WHERE {which}" if which else ""
    statement = (
        f"INSERT INTO learning_{table} ({', '.join(one.column for one in fields)})"  # noqa: S608
        f" SELECT {', '.join(taken)} FROM learning_{table}{where} ORDER BY id LIMIT 1"
    )
    values = [value_of(changes[one.column]) for one in fields if one.column in changes]
    with pytest.raises(IntegrityError) as refusal:
        sql(statement, values)
    assert_named(name, refusal)


@pytest.mark.django_db
@pytest.mark.usefixtures("on_both_engines")
def test_the_triggers_step_aside_for_one_row_alone():
    with pytest.raises(IntegrityError) as refusal:
        sql("INSERT INTO learning_maintenance (id, reason) VALUES (2, 'x')")
    assert_named(MAINTENANCE, refusal)


def test_every_constraint_of_learning_is_tried():
    tried = {*CHANGES, *COPIES, MAINTENANCE}
    # Every sort of page has it from the base page; lessons stand for all.
    left = {name for name in CONSTRAINTS if name.endswith("_external_id_once")}
    assert tried | left == set(CONSTRAINTS)
