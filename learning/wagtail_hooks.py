"""What learning adds to the admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from learning.admin_bank import BANK


class LearningGroup(SnippetViewSetGroup):
    """Questions, quizzes, tags."""

    menu_label = _("Learning")
    menu_icon = "form"
    menu_order = 240
    items = BANK


register_snippet(LearningGroup)
