"""Publishing a quiz freezes it (learning.md §3.3)."""

import time
from datetime import timedelta
from decimal import Decimal
from random import Random
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.db.utils import DatabaseError
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Locale
from wagtail.rich_text import RichText

from learning.compiling.drawing import draw
from learning.compiling.publishing import check_quiz, compile_quiz
from learning.compiling.quizzes import canonical, compiled_quiz
from learning.compiling.states import compile_states
from learning.models import BankTag, Frozen, Question, Quiz, QuizCurrent, QuizSlot, QuizVersion
from learning.taking.starting import current_version
from learning.triggers import check_triggers, install, missing
from tests.factories import learning as make
from tests.factories.pages import english
from tests.factories.quizzes import (
    EVERY_TYPE,
    choice,
    information,
    make_question,
    make_quiz,
    multiple,
    single,
)

pytestmark = pytest.mark.django_db

A_MOMENT = timedelta(milliseconds=500)  # Wagtail reads the time of publication from the revision


def errors_of(quiz):
    return [one.message for one in check_quiz(quiz=quiz) if one.level == "error"]


def test_publishing_by_a_revision_compiles_once_and_saving_a_draft_never():
    """The path of the button, of reviews and of the clock on Wagtail 8.0.1: one signal."""
    quiz = make_quiz(make_question(), compiled=False, live=False)
    quiz.save_revision()
    quiz.save()
    assert not QuizVersion.objects.exists()
    quiz.save_revision().publish()
    version = QuizVersion.objects.get()
    assert (version.number, version.source_revision_id) == (1, Quiz.objects.get().live_revision_id)


def test_a_publication_on_the_clock_compiles_when_its_time_has_come():
    quiz = make_quiz(make_question(), compiled=False, live=False)
    quiz.go_live_at = timezone.now() + A_MOMENT
    quiz.save_revision().publish()
    assert not QuizVersion.objects.exists()
    time.sleep(A_MOMENT.total_seconds())
    call_command("publish_scheduled")
    assert QuizVersion.objects.count() == 1


def test_a_scheduled_publication_that_fails_keeps_the_former_version_and_says_why():
    question = make_question()
    quiz = make_quiz(question, compiled=False, live=False)
    quiz.save_revision().publish()
    former = QuizCurrent.objects.get().version
    question.unpublish()
    quiz = Quiz.objects.get()
    quiz.title = "A new title"
    quiz.go_live_at = timezone.now() + A_MOMENT
    quiz.save_revision().publish()
    time.sleep(A_MOMENT.total_seconds())
    call_command("publish_scheduled")
    current = QuizCurrent.objects.get()
    assert (current.version, current.compiled_ok) == (former, False)
    assert "is not published in the language" in current.problems[0]["message"]
    assert "Not compiled" in compile_states([quiz])[quiz.pk].words


def test_a_first_text_that_does_not_compile_says_why_and_is_offered_to_nobody():
    quiz = make_quiz(make_question(live=False), compiled=False)
    assert compile_states([quiz])[quiz.pk].words == "Nothing yet: not compiled"
    assert compile_quiz(quiz=quiz, by=None).version is None
    current = QuizCurrent.objects.get()
    assert (current.version, current.compiled_ok) == (None, False)
    words = compile_states([quiz])[quiz.pk].words
    assert words.startswith("Nothing yet: not compiled. ")
    assert "is not published in the language" in words
    assert not QuizCurrent.objects.offered().exists()
    assert current_version(quiz.translation_key, "en", uuid4()) is None
    with pytest.raises(IntegrityError), transaction.atomic():
        QuizCurrent.objects.update(compiled_ok=True)
    for question in Question.objects.all():
        question.save_revision().publish()
    assert compile_quiz(quiz=quiz, by=None).version.number == 1
    assert compile_states([quiz])[quiz.pk].words == "Version 1"


def test_the_same_content_again_is_the_same_version():
    question = make_question()
    quiz = make_quiz(question)
    first = QuizCurrent.objects.get().version
    quiz.title = "Another title"
    quiz.save()
    second = compile_quiz(quiz=quiz, by=None).version
    quiz.title = first.content["title"]
    quiz.save()
    assert compile_quiz(quiz=quiz, by=None).version == first
    assert (first.number, second.number, QuizVersion.objects.count()) == (1, 2, 2)


def test_a_typo_keeps_the_grading_hash_and_a_weight_changes_it():
    right, wrong = choice("IOM", "1"), choice("UNHCR", "0")
    question = make_question(single(right, wrong))
    quiz = make_quiz(question)
    first = QuizCurrent.objects.get().version
    question.content[0].value["choices"][1]["text"] = "UNHCR, the refugee agency"
    question.save()
    second = compile_quiz(quiz=quiz, by=None).version
    assert second.content_hash != first.content_hash
    assert second.grading_hash == first.grading_hash
    question.content[0].value["choices"][1]["weight"] = Decimal("0.5")
    question.save()
    third = compile_quiz(quiz=quiz, by=None).version
    assert third.grading_hash != second.grading_hash


def test_a_changed_question_changes_no_quiz_until_it_is_recompiled():
    question = make_question()
    quiz = make_quiz(question)
    question.content[0].value["prompt"] = RichText("<p>Who counts?</p>")
    question.save_revision().publish()
    assert QuizCurrent.objects.get().version.number == 1
    state = compile_states([quiz])[quiz.pk]
    assert (state.newer_questions, state.is_newest) == (1, False)
    assert state.words == "Version 1. 1 question has newer text"
    compile_quiz(quiz=quiz, by=None)
    assert compile_states([quiz])[quiz.pk].words == "Version 2"


def test_answer_keys_stay_the_same_through_saving_revisions_and_translation():
    """learning.md §3.2: keys are the UUIDs of blocks, in translations too."""
    for block in EVERY_TYPE:
        question = make_question(block())
        raw = question.content.get_prep_value()
        question.save_revision().publish()
        question.refresh_from_db()
        assert question.content.get_prep_value() == raw
        french = Locale.objects.get_or_create(language_code="fr")[0]
        translated = question.copy_for_translation(french)
        translated.save()
        translated.refresh_from_db()
        assert translated.content.get_prep_value() == raw


def test_numbers_are_texts_and_the_text_is_canonical():
    quiz = make_quiz(*(make_question(block()) for block in EVERY_TYPE))
    content = QuizVersion.objects.get().content

    def floats(value):
        if isinstance(value, dict):
            value = list(value.values())
        if isinstance(value, list):
            return any(map(floats, value))
        return isinstance(value, float)

    assert not floats(content)
    assert canonical({"b": "é", "a": 1}) == '{"a":1,"b":"é"}'
    assert len(content["slots"]) == len(EVERY_TYPE)
    assert QuizVersion.objects.get().max_marks == len(EVERY_TYPE) - 1  # information has none
    assert quiz.live


def test_a_draw_freezes_its_whole_pool():
    tag = BankTag.objects.create(path="core")
    questions = [make_question(tags=[tag]) for _number in range(3)]
    make_question(information(), tags=[tag])
    make_question(tags=[tag], live=False)
    quiz = make_quiz(draws=[(2, [tag])])
    version = QuizVersion.objects.get()
    keys = sorted(str(one.translation_key) for one in questions)
    assert version.content["pools"] == [{"count": 2, "questions": keys}]
    assert [slot["pool"] for slot in version.content["slots"]] == [0, 0]
    make_question(tags=[tag])
    assert QuizCurrent.objects.get().version == version
    assert quiz.slots.count() == 1


def test_draws_that_share_a_pool_need_enough_for_all():
    """Once fixed slots and the other draws have taken theirs (§3.4)."""
    tag = BankTag.objects.create(path="core")
    first, _second, _third = (make_question(tags=[tag]) for _number in range(3))
    fits = make_quiz(first, draws=[(1, [tag]), (1, [tag])], compiled=False)
    assert not errors_of(fits)
    too_many = make_quiz(first, draws=[(2, [tag]), (1, [tag])], compiled=False)
    (problem,) = errors_of(too_many)
    assert "ask for 3 different questions; with their tags 2 are there" in problem


def test_a_draw_from_too_few_names_its_place_and_the_numbers():
    tag = BankTag.objects.create(path="core")
    quiz = make_quiz(make_question(tags=[tag]), draws=[(4, [tag])], compiled=False)
    (problem,) = compiled_quiz(quiz).errors
    assert problem.where == "slot-2"
    assert problem.message == "Place 2: 4 questions are asked for, 1 is there."


def test_an_empty_mark_is_that_of_the_question():
    five, own = make_question(default_mark=5), make_question(default_mark=5)
    tag = BankTag.objects.create(path="core")
    make_question(tags=[tag], default_mark=5)
    quiz = make_quiz(five, own, marks=[None, "2"], draws=[(1, [tag])])
    version = QuizVersion.objects.get(quiz_key=quiz.translation_key)
    assert [slot["max_mark"] for slot in version.content["slots"]] == ["5", "2", "1"]
    assert version.max_marks == 8


@pytest.mark.parametrize("language", ["fr", "en"])
def test_who_has_no_version_in_their_language_gets_that_of_the_course(language):
    """Not the language with the lowest number, whose title they did not read."""
    course = make.a_course(locale=Locale.objects.get_or_create(language_code=language)[0])
    spanish, _new = Locale.objects.get_or_create(language_code="es")
    quiz = make_quiz(make_question(), locale=english())
    for locale in (Locale.objects.get_or_create(language_code="fr")[0], spanish):
        question = make_question(locale=locale)
        make_quiz(question, locale=locale, translation_key=quiz.translation_key)
    found = current_version(quiz.translation_key, "ar", course.translation_key)
    assert found.locale.language_code == language
    mine = current_version(quiz.translation_key, "es", course.translation_key)
    assert mine.locale == spanish


def test_a_tag_that_draws_stand_on_is_not_deleted(admin_client):
    tag, free = (BankTag.objects.create(path=path) for path in ("core", "free"))
    question = make_question(tags=[tag, free])
    quiz = make_quiz(draws=[(1, [tag])], title="Drawn by chance")
    with pytest.raises(ProtectedError), transaction.atomic():
        BankTag.objects.filter(pk=tag.pk).delete()
    url = reverse(BankTag.snippet_viewset.get_url_name("delete"), args=[tag.pk])
    html = admin_client.post(url, follow=True).content.decode()
    assert quiz.title in html
    assert BankTag.objects.filter(pk=tag.pk).exists()
    url = reverse(BankTag.snippet_viewset.get_url_name("delete"), args=[free.pk])
    assert "1 question carries this tag" in admin_client.get(url).content.decode()
    admin_client.post(url)
    assert list(question.tags.through.objects.values_list("banktag", flat=True)) == [tag.pk]


pools = st.lists(
    st.tuples(st.integers(1, 2), st.lists(st.sampled_from("abcdef"), unique=True)), max_size=4
)


@given(pools, st.sets(st.sampled_from("abcdef")), st.sets(st.sampled_from("abcdef")), st.integers())
def test_a_draw_repeats_nothing_and_is_found_where_there_is_one(draws, fixed, seen, seed):
    found = draw(draws, fixed=fixed, seen=seen, chance=Random(seed))  # noqa: S311 - repeatable on purpose
    free = [set(keys) - fixed for count, keys in draws for _place in range(count)]

    def possible(place, taken):
        if place == len(free):
            return True
        return any(possible(place + 1, taken | {key}) for key in free[place] - taken)

    assert (found is not None) is possible(0, frozenset())
    if found is not None:
        drawn = [key for keys in found for key in keys]
        assert len(set(drawn)) == len(drawn)
        assert not fixed & set(drawn)
        assert all(
            len(keys) == count and set(keys) <= set(pool)
            for keys, (count, pool) in zip(found, draws, strict=True)
        )


def test_questions_not_seen_are_drawn_first():
    for seed in range(20):
        found = draw([(2, "abcd")], fixed=set(), seen={"a", "b", "c"}, chance=Random(seed))  # noqa: S311 - repeatable on purpose
        assert "d" in found[0]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"pass_mark": Decimal("1.5")}, "between 0 and 1"),
        ({"time_limit_seconds": 59}, "at least 60 seconds"),
        ({"on_timeout": "grace"}, "seconds of grace"),
    ],
)
def test_a_quiz_whose_rules_cannot_be_is_refused(fields, words):
    quiz = make_quiz(make_question(), compiled=False, **fields)
    assert len(errors_of(quiz)) == 1
    assert words in errors_of(quiz)[0]
    assert compile_quiz(quiz=quiz, by=None).version is None
    assert not QuizVersion.objects.exists()


def test_a_graded_quiz_without_marks_is_refused_and_a_practice_one_is_not():
    question = make_question(information())
    assert errors_of(make_quiz(question, compiled=False)) == ["A quiz that counts needs marks."]
    assert not errors_of(make_quiz(question, compiled=False, kind="practice"))


def test_a_question_that_is_a_draft_or_has_no_translation_is_refused():
    draft = make_quiz(make_question(live=False), compiled=False)
    french = Locale.objects.get_or_create(language_code="fr")[0]
    untranslated = make_quiz(make_question(), compiled=False, locale=french)
    for quiz in (draft, untranslated):
        assert "is not published in the language of the quiz" in errors_of(quiz)[0]


def test_a_translated_quiz_takes_the_translated_questions():
    question = make_question()
    french = Locale.objects.get_or_create(language_code="fr")[0]
    translated = question.copy_for_translation(french)
    translated.live = True
    translated.save()
    quiz = make_quiz(question, compiled=False, locale=french)
    version = compile_quiz(quiz=quiz, by=None).version
    assert list(version.content["questions"]) == [str(question.translation_key)]


def test_a_problem_of_a_question_stops_the_quiz_and_names_it():
    broken = make_question(multiple(choice("A", "1"), choice("B", "0")), title="Bad moments")
    quiz = make_quiz(broken, compiled=False)
    (problem,) = [one for one in check_quiz(quiz=quiz) if one.level == "error"]
    assert (problem.where, "ticks everything" in problem.message) == ("Bad moments", True)


def test_showing_answers_with_unlimited_graded_attempts_is_warned_about():
    quiz = make_quiz(make_question(), compiled=False, review="answers")
    assert [one.level for one in check_quiz(quiz=quiz)] == ["warning"]
    assert compile_quiz(quiz=quiz, by=None).version


def test_results_that_wait_for_a_close_that_may_never_come_are_warned_about():
    """The standing run of a course has no end."""
    quiz = make_quiz(make_question(), compiled=False, review_from="after_close")
    (problem,) = check_quiz(quiz=quiz)
    assert (problem.level, problem.where) == ("warning", "review_from")
    quiz = make_quiz(make_question(), compiled=False, review_from="after_close", review="nothing")
    assert check_quiz(quiz=quiz) == []


@pytest.mark.usefixtures("on_both_engines")
def test_a_slot_is_a_question_or_a_draw():
    quiz = make_quiz(make_question())
    question = make_question()
    for broken in ({}, {"question": question, "draw_count": 1}, {"draw_count": 0}):
        with pytest.raises(DatabaseError), transaction.atomic():
            QuizSlot.objects.create(quiz=quiz, **broken)


# --- Frozen -------------------------------------------------------------------------------------
@pytest.mark.usefixtures("on_both_engines")
def test_a_version_cannot_be_changed_by_code_or_by_sql(member):
    """I1: trigger and model guard."""
    make_quiz(make_question())
    version = QuizVersion.objects.get()
    version.content = {}
    for act in (version.save, version.delete, QuizVersion.objects.all().delete):
        with pytest.raises(Frozen):
            act()
    with pytest.raises(Frozen):
        QuizVersion.objects.update(number=9)
    for column, value in [("content", "'{}'"), ("number", "9"), ("published_by_id", member.pk)]:
        statement = f"UPDATE learning_quizversion SET {column} = {value}"  # noqa: S608
        with (
            pytest.raises(DatabaseError, match="stay as they were written"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


@pytest.mark.usefixtures("on_both_engines")
def test_an_erased_editor_leaves_their_versions(admin):
    quiz = make_quiz(make_question(), compiled=False)
    compile_quiz(quiz=quiz, by=admin)
    assert QuizVersion.objects.get().published_by == admin
    admin.delete()
    assert QuizVersion.objects.get().published_by is None


@pytest.mark.usefixtures("on_both_engines")
def test_triggers_are_there_and_a_lost_one_is_reported_and_made_again():
    assert missing() == []
    assert check_triggers(["default"]) == []
    with connection.cursor() as cursor:
        on = "" if connection.vendor == "sqlite" else " ON learning_gradeevent"
        cursor.execute(f"DROP TRIGGER learning_gradeevent_no_update{on}")
    (problem,) = check_triggers(["default"])
    assert problem.id == "learning.E001"
    install(None)
    assert missing() == []
