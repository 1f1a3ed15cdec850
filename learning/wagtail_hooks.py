"""What learning adds to the admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from learning.admin_bank import BANK
from learning.admin_runs import RunViewSet


class LearningGroup(SnippetViewSetGroup):
    """Questions, quizzes, tags, runs."""

    menu_label = _("Learning")
    menu_icon = "form"
    menu_order = 240
    items = (*BANK, RunViewSet)


register_snippet(LearningGroup)
