"""What home adds to the admin: the milestones."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from home.models import Milestone


class MilestoneViewSet(SnippetViewSet):
    """The entries of the timeline, newest last as readers see them."""

    model = Milestone
    icon = "history"
    menu_label = _("Milestones")
    menu_order = 255
    add_to_admin_menu = True
    list_display = ["title", "date", "our_role", "locale"]
    list_filter = ["our_role"]
    list_per_page = 50


register_snippet(MilestoneViewSet)
