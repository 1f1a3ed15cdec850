"""What learning adds to the admin."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from learning.admin_bank import BANK, keep_drawn_tags
from learning.admin_certificates import CertificateViewSet
from learning.admin_import import ImportViewSet
from learning.admin_runs import RunViewSet
from learning.models import CourseRun
from learning.services import fill_places
from learning.taking.extending import extend_open_attempts


class LearningGroup(SnippetViewSetGroup):
    """Questions, quizzes, tags, imports, runs, certificates."""

    menu_label = _("Learning")
    menu_icon = "form"
    menu_order = 240
    items = (*BANK, ImportViewSet, RunViewSet, CertificateViewSet)


register_snippet(LearningGroup)


hooks.register("before_delete_snippet", keep_drawn_tags)


@hooks.register("after_edit_snippet")
def a_changed_run_reaches_its_people(request: HttpRequest, instance: Any) -> None:
    """Who waits hears of more places; who takes a test has the later end at once."""
    if isinstance(instance, CourseRun):
        fill_places(run=instance)
        extend_open_attempts(run=instance)


@hooks.register("register_log_actions")
def acts_on_certificates(actions: Any) -> None:
    """What the log of the admin says of them; the reason stands with the certificate."""
    actions.register_action(
        "learning.revoke", _("Revoke certificate"), _("The certificate was revoked")
    )
    actions.register_action(
        "learning.replace", _("Replace certificate"), _("The certificate was replaced")
    )
