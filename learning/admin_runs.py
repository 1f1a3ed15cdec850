"""Runs in the admin: when they take people, how many, and who leads them."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldRowPanel, InlinePanel
from wagtail.snippets.views.snippets import SnippetViewSet

from learning.models import CourseRun


class RunViewSet(SnippetViewSet):
    """The standing run of a course is opened when the course is published."""

    model = CourseRun
    icon = "group"
    menu_label = _("Runs")
    copy_view_enabled = False
    list_display = ["name", "pacing", "enrol_mode", "status", "capacity"]
    list_filter = ["status", "pacing"]
    search_fields = ["name"]
    panels = [
        "name",
        FieldRowPanel(["status", "enrol_mode", "capacity"]),
        FieldRowPanel(["opens_at", "closes_at", "time_zone"]),
        InlinePanel(
            "facilitators", panels=["user"], heading=_("Who leads it"), label=_("facilitator")
        ),
    ]
