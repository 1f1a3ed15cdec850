"""Runs in the admin: of which course, when they take people, how many, and who leads them."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldRowPanel, InlinePanel, ObjectList
from wagtail.snippets.views.snippets import SnippetViewSet

from learning.models import CoursePage, CourseRun, Pacing
from learning.services import standing_run


class RunForm(WagtailAdminModelForm):
    """A run is made for a course, at one pace; neither changes while people are in it."""

    course_key = forms.TypedChoiceField(label=_("Course"), coerce=UUID)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        courses = CoursePage.objects.filter(alias_of=None).order_by("-pk")
        titles = dict(courses.values_list("translation_key", "title"))  # the first written stays
        key = self.instance.course_key
        if self.instance.pk is not None:
            titles = {key: titles.get(key, "–")}
            for name in ("course_key", "pacing"):
                self.fields[name].disabled = True
        self.fields["course_key"].choices = [
            ("", "–"),
            *sorted(((str(one), title) for one, title in titles.items()), key=lambda row: row[1]),
        ]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        key = values.get("course_key")
        is_new_standing = self.instance.pk is None and values.get("pacing") == Pacing.SELF
        if key and is_new_standing and standing_run(key) is not None:
            words = _("This course has its self-paced run. Choose “With a group”, or archive it.")
            self.add_error("pacing", words)
        return values


class RunViewSet(SnippetViewSet):
    """The standing run of a course is opened when the course is published first."""

    model = CourseRun
    icon = "group"
    menu_label = _("Runs")
    copy_view_enabled = False
    list_display = ["name", "pacing", "enrol_mode", "status", "capacity"]
    list_filter = ["status", "pacing"]
    search_fields = ["name"]
    edit_handler = ObjectList(
        [
            FieldRowPanel(["course_key", "pacing"]),
            "name",
            FieldRowPanel(["status", "enrol_mode", "capacity"]),
            FieldRowPanel(["opens_at", "closes_at", "time_zone"]),
            InlinePanel(
                "facilitators", panels=["user"], heading=_("Who leads it"), label=_("facilitator")
            ),
        ],
        base_form_class=RunForm,
    )
