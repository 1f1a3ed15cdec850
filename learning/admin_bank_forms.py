"""The admin's forms of questions and quizzes; models name them, so they stand apart."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm


class QuestionForm(WagtailAdminModelForm):
    """A question; its block says itself what is wrong with it."""


class QuizForm(WagtailAdminModelForm):
    """A quiz. Before it is published it is checked as `compile_quiz` will check it."""

    confirm_warnings = forms.BooleanField(
        label=_("Publish in spite of warnings"),
        required=False,
        help_text=_("Tick this when you have read the warnings above."),
    )

    _checked = False

    def is_valid(self) -> bool:
        valid = super().is_valid()
        if valid and not self.is_deferred_validation and not self._checked:
            self._checked = True
            self._check()
            return super().is_valid()
        return valid

    def _check(self) -> None:
        """Show each problem where it can be mended. The sub-forms have been cleaned by now."""
        from learning.compiling.quizzes import compiled_quiz  # it imports models

        rows = self._rows()
        compiled = compiled_quiz(self.instance, [spec for _form, spec in rows])
        for problem in compiled.errors:
            self._show(problem, rows)
        if compiled.warnings and not self.cleaned_data.get("confirm_warnings"):
            for problem in compiled.warnings:
                words = gettext("Warning: %(message)s") % {"message": problem.message}
                self.add_error(
                    None, f"{problem.where}: {words}" if problem.is_of_question else words
                )
            self.add_error("confirm_warnings", gettext("Tick this to publish in spite of it."))

    def _rows(self) -> list[tuple[Any, Any]]:
        from learning.compiling.places import SlotSpec  # it imports models

        rows = []
        formset = self.formsets["slots"]
        for form in formset.ordered_forms:
            data = form.cleaned_data
            question = data.get("question")
            spec = SlotSpec(
                question.pk if question else None,
                data.get("draw_count"),
                tuple(tag.pk for tag in data.get("draw_tags") or ()),
                data.get("max_mark"),
                data.get("page_no") or 1,
            )
            rows.append((form, spec))
        return rows

    def _show(self, problem: Any, rows: list[tuple[Any, Any]]) -> None:
        kind, _dash, number = problem.where.partition("-")
        if problem.is_of_question:
            self.add_error(None, f"“{problem.where}”: {problem.message}")
        elif kind == "slot" and number.isdecimal():
            form, spec = rows[int(number) - 1]
            form.add_error("question" if spec.question_id else "draw_tags", problem.message)
            self.add_error(None, gettext("One of the questions below needs your attention."))
        elif problem.where in self.fields:
            self.add_error(problem.where, problem.message)
        else:
            self.add_error(None, problem.message)
