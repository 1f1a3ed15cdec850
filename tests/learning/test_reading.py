"""Warnings about hard words, and about tests before and after that ask otherwise (§3.4)."""

import pytest
from wagtail.models import Locale

from learning.compiling.publishing import check_quiz, compile_quiz
from learning.compiling.reading import LIMITS, lix, question_reading, quiz_reading
from learning.models import BankTag, CourseQuizPlacement
from tests.factories import learning as make
from tests.factories.quizzes import choice, make_question, make_quiz, single

LONG = "people who " * 16 + "left."
HARD = "Administrative harmonisation necessitates interinstitutional coordination mechanisms."
PLAIN = "A town asks who has left and who came back. It writes to them and hears what they need. "


def asks(prompt, *texts):
    return {"type": "single", "prompt": prompt, "choices": [{"text": one} for one in texts]}


@pytest.mark.parametrize("language", LIMITS)
def test_a_question_with_an_endless_sentence_is_warned_about(language):
    most = LIMITS[language].sentence
    told = [
        one.message for one in question_reading(asks(f"<p>{'yes ' * (most + 1)}</p>"), language)
    ]
    assert told == [f"A sentence has {most + 1} words. More than {most} are hard to read."]
    assert not list(question_reading(asks(f"<p>{'yes ' * most}</p><p>And more.</p>"), language))


def test_sentences_end_with_blocks_lines_and_choices():
    parts = "<ul><li>" + "</li><li>".join(["ten words " * 5] * 4) + "</li></ul>"
    assert not list(question_reading(asks(parts, "a b c " * 9, "d e f " * 9), "en"))
    assert list(question_reading(asks("<p>Why?</p>", LONG), "en")), "choices are read too"


def test_a_number_with_a_point_ends_no_sentence():
    assert lix(["In 2020 it was 3.5 of 7.25 parts."]) == lix(["In it was of parts."])


def test_lix_is_words_a_sentence_and_the_share_of_long_words():
    """Four words a sentence, one of four longer than six letters."""
    assert lix(["Who counts the returnees? We see the figures."]) == 4 + 25
    assert lix([]) == lix(["…"]) == 0


def test_a_quiz_in_hard_words_is_warned_about_once_it_has_words_enough():
    hard = [asks(f"<p>{HARD * 5}</p>", HARD, HARD), asks(f"<p>{HARD * 12}</p>")]
    assert [one.where for one in quiz_reading(hard, "en")] == ["slots"]
    assert not list(quiz_reading(hard[:1], "en")), "fewer than a hundred words"
    assert not list(quiz_reading([asks(PLAIN * 10)], "en"))


def test_a_language_without_limits_is_not_judged():
    assert not list(question_reading(asks(LONG * 3), "ar"))
    assert not list(quiz_reading([asks(HARD * 40)], "ar"))


@pytest.mark.django_db
def test_hard_words_warn_and_do_not_stop():
    quiz = make_quiz(
        make_question(single(choice("A", "1"), choice("B"), prompt=LONG)), compiled=False
    )
    (problem,) = check_quiz(quiz=quiz)
    assert (problem.level, "hard to read" in problem.message) == ("warning", True)
    assert compile_quiz(quiz=quiz, by=None).version


# --- Before and after -----------------------------------------------------------------------------
@pytest.fixture
def tags(db):
    return [BankTag.objects.create(path=path) for path in ("mld/core", "mld/more")]


@pytest.fixture
def before(course, tags):
    """A test before the course: a draw of two, and a fixed question of two marks."""
    for tag in tags:
        for _unused in range(4):
            make_question(tags=[tag])
    quiz = make_quiz(
        make_question(tags=[tags[1]]), draws=[(2, tags[:1])], marks=[2], kind="pre", title="Before"
    )
    CourseQuizPlacement.objects.create(page=course, quiz=quiz, role="pre_test")
    return quiz


def after(course, *questions, **fields):
    quiz = make_quiz(*questions, kind="post", title="After", compiled=False, **fields)
    CourseQuizPlacement.objects.create(page=course, quiz=quiz, role="post_test")
    return quiz


def told_of(quiz):
    return [one.message for one in check_quiz(quiz=quiz) if "asks otherwise" in one.message]


def test_parallel_tests_before_and_after_are_of_one_blueprint(course, before, tags):
    """Other questions of the same tags, in another order."""
    parallel = make_question(tags=[tags[1]])
    assert told_of(after(course, parallel, draws=[(2, tags[:1])], marks=[2])) == []
    assert told_of(before) == []


@pytest.mark.parametrize("change", ["fewer", "tags", "marks"])
def test_a_test_after_that_asks_otherwise_is_warned_about_and_published(
    change, course, before, tags
):
    fixed = make_question(tags=[tags[0 if change == "tags" else 1]])
    draws = [(1 if change == "fewer" else 2, tags[:1])]
    quiz = after(course, fixed, draws=draws, marks=[1 if change == "marks" else 2])
    (words,) = told_of(quiz)
    assert "“Before”" in words
    assert "“After”" in told_of(before)[0]
    assert compile_quiz(quiz=quiz, by=None).version


def test_tests_of_other_kinds_courses_and_languages_are_not_compared(course, before, tags):
    graded = make_quiz(make_question(), compiled=False)
    CourseQuizPlacement.objects.create(page=course, quiz=graded)
    assert told_of(graded) == told_of(before) == []
    assert told_of(after(make.a_whole_course(slug="another"), make_question())) == []
    french = Locale.objects.get_or_create(language_code="fr")[0]
    assert told_of(after(course, make_question(locale=french), locale=french)) == []
