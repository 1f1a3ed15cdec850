import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from common.formkit import LineField, ProseField, SubmissionForm


class NameForm(forms.Form):
    name = LineField(limit=20)


class NoteForm(SubmissionForm):
    text = ProseField(limit=10)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Amina \t Voorbeeld\n", "Amina Voorbeeld"),
        ("evil\u202egnp", "evilgnp"),
        ("\u2066Ana\u2069", "Ana"),
        ("A\x1bna", "Ana"),
        ("e\u0301", "é"),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_a_name_keeps_its_letters_and_loses_what_does_not_show(typed, kept):
    """SEC18."""
    form = NameForm({"name": typed})
    assert form.is_valid()
    assert form.cleaned_data == {"name": kept}


@given(st.text(max_size=200))
def test_a_form_takes_any_text_or_refuses_it_with_a_sentence(typed):
    form = NoteForm({"text": typed, "submission_id": "0" * 32})
    assert form.is_valid() or form.errors["text"]


def test_line_ends_are_made_one_before_anything_is_counted():
    """platform.md, "Bad input": browsers send two characters for each line end."""
    assert NoteForm({"text": "1\r\n2\r\n3\r\n4\r\n5\n\n\n", "submission_id": "0" * 32}).is_valid()


def test_a_name_too_long_is_refused_not_cut():
    form = NameForm({"name": "x" * 21})
    assert form.errors == {"name": ["Use at most 20 characters."]}
    assert "maxlength" not in str(form["name"])


def test_a_name_of_nothing_that_shows_is_missing():
    assert "name" in NameForm({"name": "\u200b\u202e"}).errors


def test_each_form_shown_has_a_submission_id_of_its_own():
    """REL9."""
    assert NoteForm()["submission_id"].value() != NoteForm()["submission_id"].value()
    assert "submission_id" in NoteForm({"text": "x", "submission_id": "1; DROP"}).errors
