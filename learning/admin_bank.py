"""The admin of the bank: questions, quizzes, tags."""

from collections.abc import Iterable
from typing import Any

from django.contrib.admin.utils import quote
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column, UpdatedAtColumn
from wagtail.admin.views.generic import PermissionCheckedMixin
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.snippets import DeleteView, EditView, IndexView, SnippetViewSet

from learning.admin_choosers import BankChooserViewSet
from learning.admin_import import ImportCsvView, ImportReportView, ImportView
from learning.compiling.publishing import compile_quiz
from learning.compiling.states import compile_states
from learning.exchange.importing import can_import
from learning.models import BankTag, Question, Quiz
from taxonomy.widgets import TermsCheckboxes


class BankTagDeleteView(DeleteView):
    """Says how many questions lose the tag; Wagtail's index of references knows of none."""

    usage_url_name = None

    @property
    def confirmation_message(self) -> str:
        number = self.object.questions.count()
        words = ngettext(
            "%(number)d question carries this tag and loses it. Delete it all the same?",
            "%(number)d questions carry this tag and lose it. Delete it all the same?",
            number,
        )
        return words % {"number": number}


def keep_drawn_tags(request: HttpRequest, instances: Iterable[Any]) -> HttpResponse | None:
    """Hook: a tag that draws stand on is not deleted; which quizzes draw by it is said."""
    tags = [one for one in instances if isinstance(one, BankTag)]
    quizzes = Quiz.objects.filter(slots__draw_tags__in=tags).distinct() if tags else ()
    titles = ", ".join(f"“{one.title}”" for one in quizzes)
    if not titles:
        return None
    words = gettext("Quizzes draw questions by this tag: %(quizzes)s. Change their draws first.")
    messages.error(request, words % {"quizzes": titles})
    return redirect(BankTag.snippet_viewset.get_url_name("list"))


class BankTagViewSet(SnippetViewSet):
    """Tags of questions."""

    delete_view_class = BankTagDeleteView
    chooser_viewset_class = BankChooserViewSet

    model = BankTag
    icon = "tag"
    menu_label = _("Tags of questions")
    list_display = ["path"]
    panels = ["path"]
    copy_view_enabled = False


class QuestionIndexView(IndexView):
    """The bank, with the way in for files."""

    import_url_name = ""

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons = list(super().header_more_buttons)
        if can_import(self.request.user):
            url = reverse(self.import_url_name)
            words = gettext("Import questions")
            buttons.append(Button(words, url=url, icon_name="upload", priority=90))
        return buttons


class QuestionViewSet(SnippetViewSet):
    """The question bank."""

    model = Question
    chooser_viewset_class = BankChooserViewSet
    index_view_class = QuestionIndexView
    icon = "help"
    menu_label = _("Questions")
    list_display = ["title", Column("type", label=_("Type")), "locale", UpdatedAtColumn()]
    list_filter = ["locale", "live", "tags", "difficulty", "import_batch"]
    list_per_page = 50
    copy_view_enabled = False  # a copy would share the answer keys of its original
    panels = [
        MultiFieldPanel(["title", "content", "default_mark"], _("Question")),
        MultiFieldPanel(
            [
                "tags",
                FieldPanel("themes", widget=TermsCheckboxes),
                "difficulty",
                "external_id",
                "licence",
            ],
            _("In the bank"),
        ),
    ]

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        name = self.get_url_name("import")
        return super().get_index_view_kwargs(import_url_name=name, **kwargs)

    def get_urlpatterns(self) -> list[Any]:
        names = {
            "index_url_name": self.get_url_name("list"),
            "import_url_name": self.get_url_name("import"),
            "csv_url_name": self.get_url_name("import_csv"),
        }
        report = self.get_url_name("import_report")
        first = ImportView.as_view(index_url_name=names["index_url_name"], report_url_name=report)
        return [
            *super().get_urlpatterns(),
            path("import/", first, name="import"),
            path("import/<int:pk>/", ImportReportView.as_view(**names), name="import_report"),
            path("import/<int:pk>/csv/", ImportCsvView.as_view(), name="import_csv"),
        ]


class CompileColumn(Column):
    """What learners take now, and whether it is the newest text."""

    def get_value(self, instance: Any) -> str:
        return str(instance.compile_words)


class QuizIndexView(IndexView):
    """Quizzes, each with the state of its compiled version."""

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        self._tell(context["object_list"])
        return context

    @staticmethod
    def _tell(quizzes: Iterable[Quiz]) -> None:
        """Three queries for the whole page."""
        states = compile_states(list(quizzes))
        for quiz in quizzes:
            quiz.compile_words = states[quiz.pk].words  # type: ignore[attr-defined]


class QuizEditView(EditView):
    """The form of a quiz, with the way to take newer questions over."""

    recompile_url_name = ""

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons = list(super().header_more_buttons)
        preview = reverse("learning:preview", args=[self.object.translation_key])
        buttons.append(Button(gettext("Preview"), url=preview, icon_name="view", priority=10))
        state = compile_states([self.object])[self.object.pk]
        if self.object.live and self.user_has_permission("publish") and not state.is_newest:
            url = reverse(self.recompile_url_name, args=(quote(self.object.pk),))
            buttons.append(Button(gettext("Recompile"), url=url, icon_name="rotate", priority=20))
        return buttons


class RecompileView(PermissionCheckedMixin, View):
    """Asks, then compiles the published quiz with its questions as they are now."""

    model = Quiz
    permission_required = "publish"
    edit_url_name = ""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        quiz = get_object_or_404(Quiz, pk=pk, live=True)
        return render(request, "learning/admin/recompile.html", {"quiz": quiz})

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        quiz = get_object_or_404(Quiz, pk=pk, live=True)
        result = compile_quiz(quiz=quiz, by=request.user)  # type: ignore[arg-type]  # staff
        if result.version:
            words = gettext("New attempts now take version %(number)d.")
            messages.success(request, words % {"number": result.version.number})
        else:
            messages.error(request, " ".join(one.message for one in result.problems))
        return redirect(self.edit_url_name, quote(pk))


class QuizViewSet(SnippetViewSet):
    """Quizzes."""

    model = Quiz
    chooser_viewset_class = BankChooserViewSet
    icon = "form"
    menu_label = _("Quizzes")
    index_view_class = QuizIndexView
    edit_view_class = QuizEditView
    copy_view_enabled = False
    list_display = [
        "title",
        "kind",
        "locale",
        CompileColumn("compile_words", label=_("Learners take")),
        UpdatedAtColumn(),
    ]
    list_filter = ["locale", "kind", "live"]
    list_per_page = 50
    panels = [
        MultiFieldPanel(["title", "intro", "kind"], _("Quiz")),
        InlinePanel(
            "slots",
            panels=["question", "draw_count", "draw_tags", "max_mark", "page_no"],
            label=_("Question"),
            heading=_("Questions"),
        ),
        MultiFieldPanel(
            [
                "pass_mark",
                "grade_method",
                "attempts_allowed",
                "retry_delay_seconds",
                "time_limit_seconds",
                "on_timeout",
                "grace_seconds",
                "close_policy",
            ],
            _("Rules"),
        ),
        MultiFieldPanel(
            ["shuffle_questions", "questions_per_page", "review", "review_from", "bands"],
            _("What learners see"),
        ),
        FieldPanel("confirm_warnings"),
    ]

    def get_edit_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        name = self.get_url_name("recompile")
        return super().get_edit_view_kwargs(recompile_url_name=name, **kwargs)

    def get_urlpatterns(self) -> list[Any]:
        view = RecompileView.as_view(
            permission_policy=self.permission_policy, edit_url_name=self.get_url_name("edit")
        )
        return [*super().get_urlpatterns(), path("recompile/<int:pk>/", view, name="recompile")]


BANK = (QuestionViewSet, QuizViewSet, BankTagViewSet)
