"""GIFT in: each row of learning.md §9, refusals, counts, and drafts only after a yes."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from learning.admin_import import report_as_csv
from learning.exchange.gift import FileRefused, read_gift
from learning.exchange.importing import apply_import, confirm_import, plan_import
from learning.models import ImportBatch, Question
from learning.tasks import make_drafts
from tests.factories.members import UserFactory
from tests.factories.taxonomy import english


def read(text):
    return read_gift(text.encode())


def one(text):
    (found,) = read(text)
    assert not found.refusal, found.refusal
    return found


def rows(found, name, *columns):
    return [tuple(row["value"][column] for column in columns) for row in found.value[name]]


def test_title_comment_id_tag_and_category_are_read():
    found = one("$CATEGORY: $course$/Core/Remittances\n\n// [id:q7] [tag:hard]\n::Title::Ask {T}")
    assert (found.title, found.external_id) == ("Title", "q7")
    assert found.tags == ["Core/Remittances", "hard"]
    assert found.line == 4


def test_escapes_are_the_signs_themselves():
    found = one(r"What is 1 \= 1 \{now\}\: \#1? {=yes\=ja ~no\~nein}")
    assert found.value["prompt"] == "<p>What is 1 = 1 {now}: #1?</p>"
    assert rows(found, "choices", "text", "weight") == [("yes=ja", "1"), ("no~nein", "0")]


@pytest.mark.parametrize(
    ("text", "right", "wrong_words", "right_words"),
    [
        ("Ask {T}", "true", "", ""),
        ("Ask {FALSE#if wrong#if right}", "false", "<p>if wrong</p>", "<p>if right</p>"),
    ],
)
def test_true_or_false(text, right, wrong_words, right_words):
    found = one(text)
    assert (found.kind, found.value["right"]) == ("true_false", right)
    assert found.value["feedback_wrong"] == wrong_words
    assert found.value["feedback_right"] == right_words


def test_one_of_several_with_a_share():
    found = one("Ask {=IOM#yes ~%25%UNHCR ~A bank####All read this}")
    assert found.kind == "single"
    assert rows(found, "choices", "text", "weight") == [
        ("IOM", "1"),
        ("UNHCR", "0.25"),
        ("A bank", "0"),
    ]
    assert found.value["choices"][0]["value"]["feedback"] == "<p>yes</p>"


def test_some_of_several():
    found = one("Ask {~%50%A ~%50%B ~%-100%C}")
    assert found.kind == "multiple"
    assert rows(found, "choices", "weight") == [("0.5",), ("0.5",), ("-1",)]


def test_short_texts():
    found = one("Ask {=diaspora =%50%emigrants}")
    assert found.kind == "short_text"
    assert rows(found, "answers", "pattern", "weight") == [("diaspora", "1"), ("emigrants", "0.5")]


def test_pairs_with_a_distractor():
    found = one("Ask {=Senegal -> PAISD =Serbia -> Strategy = -> Town halls}")
    assert found.kind == "matching"
    assert rows(found, "stems", "text", "option") == [
        ("Senegal", "PAISD"),
        ("Serbia", "Strategy"),
        ("", "Town halls"),
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("#68:2", [("68", "2", "1")]),
        ("#3", [("3", "0", "1")]),
        ("#1..2", [("1.5", "0.5", "1")]),
        ("#=%100%5:1#good =%50%5:2", [("5", "1", "1"), ("5", "2", "0.5")]),
    ],
)
def test_numbers(body, expected):
    found = one(f"Ask {{{body}}}")
    assert found.kind == "numeric"
    assert rows(found, "answers", "value", "tolerance", "weight") == expected


def test_words_after_the_braces_leave_a_gap():
    assert one("Senegal has {=PAISD} since 2005.").value["prompt"] == (
        "<p>Senegal has _____ since 2005.</p>"
    )


def test_without_braces_it_informs():
    assert one("Only words.").kind == "information"


@pytest.mark.parametrize(
    ("percent", "share", "is_noted"),
    [
        ("33.3", "0.3333333", True),
        ("33.333", "0.3333333", True),
        ("50", "0.5", False),
        ("16.66667", "0.1666667", False),
        ("15", "0.15", True),
        ("33.2", "0.332", True),
    ],
)
def test_a_percentage_is_the_nearest_simple_share(percent, share, is_noted):
    found = one(f"Ask {{=a ~%{percent}%b}}")
    assert rows(found, "choices", "weight")[1] == (share,)
    assert bool(found.notes) is is_noted


def test_html_passes_the_sanitiser_and_what_goes_is_noted():
    found = one("[html]<p>Ask <b>now</b><script>alert(1)</script></p> {T}")
    assert found.value["prompt"] == "<p>Ask <b>now</b></p>"
    assert found.notes == ["Some HTML was removed."]
    assert one("Ask <b>now</b> {T}").value["prompt"] == "<p>Ask &lt;b&gt;now&lt;/b&gt;</p>"


def test_the_format_of_a_question_holds_for_all_that_is_in_it():
    """Moodle writes `[html]` once: its learners must not read tags in choices and feedback."""
    found = one(
        "[html]<p>Who?</p>{=<p>IOM &amp; others</p>#<p>Yes, <b>they</b></p> ~<p>A bank</p>"
        "####<p>Read on</p>}"
    )
    assert rows(found, "choices", "text", "feedback") == [
        ("IOM & others", "<p>Yes, <b>they</b></p>"),
        ("A bank", ""),
    ]
    assert found.value["general_feedback"] == "<p>Read on</p>"
    assert found.notes == []
    found = one("[html]<p>Ask</p>{F#<p>if wrong</p>#<p>if right</p>}")
    assert found.value["feedback_wrong"] == "<p>if wrong</p>"
    found = one("[html]<p>Ask</p>{=<p>Senegal</p> -> PAISD =<p>Serbia</p> -> a < b}")
    assert rows(found, "stems", "text", "option") == [("Senegal", "PAISD"), ("Serbia", "a < b")]


def test_a_part_may_have_a_format_of_its_own():
    found = one("Ask {=[html]<p>a</p>#[html]<p>b</p> ~[plain]<p>c</p>#<p>d</p>}")
    assert rows(found, "choices", "text", "feedback") == [
        ("a", "<p>b</p>"),
        ("<p>c</p>", "<p>&lt;p&gt;d&lt;/p&gt;</p>"),
    ]


@pytest.mark.parametrize(
    "html",
    [
        r'<p style\="color\:red">Ask</p>',
        r'<p onclick\="x()">Ask</p>',
        "<p>Ask <blink>now</blink></p>",
        "<p>Ask</p><script>alert(1)</script>",
    ],
)
def test_whatever_the_sanitiser_takes_is_noted(html):
    found = one(f"[html]{html} {{T}}")
    assert "Some HTML was removed." in found.notes
    assert one('[html]<p>Ask <a href\\="https\\://x.org/">here</a><br/></p> {T}').notes == []


def test_html_that_an_answer_loses_is_noted_once():
    found = one("[html]<p>Ask</p> {=<p><b>a</b></p> ~<p><i>b</i></p>}")
    assert rows(found, "choices", "text") == [("a",), ("b",)]
    assert found.notes == ["HTML of an answer was removed."]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Ask {=a ~b", "not closed"),
        ("Ask =a}", "not closed"),
        ("{T}", "empty"),
        ("Ask {what}", "not known"),
        ("Ask {=a -> b}", "fewer than two"),
        ("Ask {=a -> b =c}", "pairs and some are not"),
        ("Ask {#about ten}", "cannot be read"),
        ("Ask {#1..}", "cannot be read"),
        ("Ask {~a ~b}", "No answer is marked"),
        ("Ask {}", "Essays"),
        ("Ask {= ~b}", "empty"),
        ("Ask {~%900%a =b}", "above 100"),
    ],
)
def test_a_refused_question_takes_no_neighbour_with_it(text, reason):
    before, refused, after = read(f"First {{T}}\n\n{text}\n\nLast {{F}}")
    assert (before.kind, after.kind) == ("true_false", "true_false")
    assert reason in refused.refusal
    assert refused.source == text


def test_a_file_that_cannot_be_read_is_refused_whole():
    with pytest.raises(FileRefused, match="line 2"):
        read_gift(b"Ask {T}\n\xff\xfe")
    with pytest.raises(FileRefused, match="NUL character: look at line 3"):
        read_gift(b"Ask {T}\n\nWhat\0 {=a ~b}")
    with pytest.raises(FileRefused, match="10 MB"):
        read_gift(b"x" * 10_000_001)
    with pytest.raises(FileRefused, match="2,000"):
        read("a {T}\n\n" * 2_001)


@given(st.text("abc =~#{}%:\\->$/\n[]T1.5", max_size=60))
def test_no_file_breaks_the_reader_and_nothing_is_dropped(text):
    found = read(text)
    assert all(bool(one.kind) != bool(one.refusal) or one.refusal for one in found)
    kept = sum(len(one.source.split("\n")) for one in found)
    lines = [line for line in text.split("\n") if line.strip()]
    skipped = [
        line
        for line in lines
        if line.lstrip().startswith("//") or line.lstrip().startswith("$CATEGORY:")
    ]
    assert kept == len(lines) - len(skipped)


# --- Into the bank ------------------------------------------------------------------------------
FILE = b"""$CATEGORY: Core

// [id:one]
::One::Ask {=a ~b}

::Two::Ask again {~%100%a ~b}

::Broken::Ask {=a

::One again::Ask {=a ~b}
"""


def plan(by, file=FILE):
    return plan_import(file=file, file_name="core.gift", locale=english(), by=by)


@pytest.mark.django_db
def test_a_plan_writes_nothing_and_a_yes_creates_drafts_once(admin):
    batch = plan(admin)
    outcomes = [row["outcome"] for row in batch.report["rows"]]
    assert outcomes == ["created", "created", "refused", "existing"]
    assert (batch.found, batch.created, batch.existing, batch.refused) == (4, 2, 1, 1)
    assert "ticks everything" in " ".join(batch.report["rows"][1]["problems"])
    assert batch.report["rows"][2]["source"] == "::Broken::Ask {=a"
    assert not Question.objects.exists()

    apply_import(batch=batch, by=admin)
    apply_import(batch=batch, by=admin)
    one, two = Question.objects.order_by("title")
    assert (one.title, one.live, one.external_id, one.type) == ("One", False, "one", "single")
    assert [tag.path for tag in one.tags.all()] == ["Core"]
    assert two.latest_revision.as_object().content[0].value["choices"][0]["text"] == "a"

    again = plan(admin)
    assert (again.created, again.existing) == (0, 3)


@pytest.mark.django_db
def test_an_import_is_made_once_whatever_it_is_asked(admin, django_capture_on_commit_callbacks):
    """A second yes, a worker that was killed, and one that runs it twice."""
    batch = plan(admin)
    with django_capture_on_commit_callbacks(execute=True) as asked:
        confirm_import(batch=batch, by=admin)
        confirm_import(batch=batch, by=admin)
    assert len(asked) == 1
    with patch("learning.exchange.importing.STEP", 1):
        batch = apply_import(batch=batch, by=admin, is_enough=lambda: True)
    assert (batch.applied_at, Question.objects.count()) == (None, 1)
    batch = apply_import(batch=batch, by=admin)
    assert batch.applied_at
    assert (batch.created, batch.existing, Question.objects.count()) == (2, 1, 2)
    make_drafts.func(batch.pk, admin.pk)
    assert Question.objects.count() == 2


@pytest.mark.django_db
def test_a_long_import_leaves_its_rest_to_another_task(admin):
    batch = plan(admin)
    with (
        patch("learning.exchange.importing.STEP", 1),
        patch("learning.tasks.IMPORT_SECONDS", 0),
        patch.object(type(make_drafts), "enqueue") as again,
    ):
        make_drafts.func(batch.pk, admin.pk)
        again.assert_called_with(batch.pk, admin.pk)
        make_drafts.func(batch.pk, admin.pk)
    batch.refresh_from_db()
    assert (batch.applied_at, Question.objects.count()) == (None, 2)


@pytest.mark.django_db
def test_an_import_that_the_worker_gave_up_can_be_asked_for_again(admin):
    batch = confirm_import(batch=plan(admin), by=admin)
    assert batch.is_being_made
    batch.confirmed_at -= timedelta(hours=2)
    batch.save()
    assert not batch.is_being_made
    assert confirm_import(batch=batch, by=admin).is_being_made


@pytest.mark.django_db
def test_the_counts_of_an_import_add_up(admin):
    batch = plan(admin)
    with pytest.raises(IntegrityError), transaction.atomic():
        ImportBatch.objects.filter(pk=batch.pk).update(found=9)


@pytest.mark.django_db
def test_only_editors_of_the_bank_import(admin, member):
    with pytest.raises(PermissionDenied):
        plan(member)
    with pytest.raises(PermissionDenied):
        apply_import(batch=plan(admin), by=UserFactory())


@pytest.mark.django_db
def test_no_cell_of_the_report_is_a_formula(admin):
    report = report_as_csv(plan(admin, b"::=HYPERLINK(1)::Ask {T}\n\n::b::=cmd {="))
    assert "'=HYPERLINK(1)" in report
    assert "\n=" not in report
    assert ",=" not in report


@pytest.mark.django_db
def test_the_admin_takes_a_file_shows_its_report_and_creates_on_a_yes(
    client, admin, django_capture_on_commit_callbacks
):
    client.force_login(admin)
    file = SimpleUploadedFile("core.gift", FILE)
    start = "/cms/snippets/learning/question/import/"
    answer = client.post(start, {"file": file, "locale": english().pk})
    report = client.get(answer["Location"]).content.decode()
    assert "4 questions found." in report
    assert "2 drafts will be created." in report
    assert "Will be created" in report
    with django_capture_on_commit_callbacks(execute=True):
        client.post(answer["Location"])
    batch = ImportBatch.objects.get()
    page = client.get(answer["Location"]).content.decode()
    assert "The drafts are being made: 0 of 2 are there." in page
    assert "Create the drafts" not in page
    make_drafts.func(batch.pk, admin.pk)
    page = client.get(answer["Location"]).content.decode()
    assert "2 drafts were created." in page
    drafts = f"/cms/snippets/learning/question/?import_batch={batch.pk}"
    assert f'href="{drafts}"' in page
    assert client.get(drafts).status_code == 200
    assert client.get(f"{answer['Location']}csv/")["Content-Type"].startswith("text/csv")
    refused = client.post(start, {"file": SimpleUploadedFile("x", b"\xff"), "locale": english().pk})
    assert "not UTF-8" in refused.content.decode()
