"""Pictures and documents in the admin's own API: each person's, as the admin's lists show them.

Wagtail gives all of them to anybody who may enter the admin (SEC13, SEC15, decision 0085).
"""

from typing import Any

from django.db.models import QuerySet
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.permissions import policy_registry

ACTIONS = ["choose", "change", "delete"]


class OwnFilesMixin:
    """Only what the person may choose or change."""

    def get_queryset(self) -> QuerySet[Any]:
        policy = policy_registry.get_by_type(self.model)  # type: ignore[attr-defined]
        user = self.request.user  # type: ignore[attr-defined]
        own = policy.instances_user_has_any_permission_for(user, ACTIONS)
        found: QuerySet[Any] = super().get_queryset()  # type: ignore[misc]
        return found.filter(pk__in=own.values("pk"))


class OwnDocuments(OwnFilesMixin, DocumentsAdminAPIViewSet):
    """Documents."""


class OwnImages(OwnFilesMixin, ImagesAdminAPIViewSet):
    """Pictures."""
