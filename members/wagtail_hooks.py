"""What members adds to the admin."""

from wagtail.snippets.models import register_snippet

from members.admin_views import OrganisationViewSet

register_snippet(OrganisationViewSet)
