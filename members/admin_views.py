"""The admin of organisations."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.snippets.views.snippets import SnippetViewSet

from members.models import Organisation
from taxonomy.widgets import TermsCheckboxes


class OrganisationViewSet(SnippetViewSet):
    """Publishers, organisers, partners, donors."""

    model = Organisation
    icon = "group"
    menu_label = _("Organisations")
    menu_order = 260
    add_to_admin_menu = True
    list_display = ["name", "acronym", "type", "seat_country", "parent"]
    list_filter = ["type", "seat_country"]
    list_per_page = 50
    panels = [
        MultiFieldPanel(["name", "acronym", "other_names"], _("Names")),
        MultiFieldPanel(["type", "parent", "website"], _("What it is")),
        MultiFieldPanel(
            ["seat_country", FieldPanel("countries", widget=TermsCheckboxes)], _("Places")
        ),
    ]
