"""Pictures and files, with the facts that let readers trust and reuse them."""

import hashlib
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import get_valid_filename
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document, DocumentQuerySet
from wagtail.images.models import AbstractImage, AbstractRendition, Filter, Image
from wagtail.models import CollectionViewRestriction

from common.querysets import opens
from common.uploads import DOCUMENTS, PICTURES, check_new_file, stored_name

if TYPE_CHECKING:
    from common.typing import AnyUser


# Instead of the rendition "original", which the admin's own pages ask for.
LARGEST = "max-1600x1600"
WHAT_IT_SHOWS = _("Say in one sentence what the picture shows.")


class SiteImage(AbstractImage):
    """A picture. `description` is its usual alternative text; each use may say its own."""

    credit = models.CharField(_("credit"), max_length=255, blank=True)
    licence = models.CharField(_("licence"), max_length=30, blank=True)
    consent_note = models.TextField(
        _("consent"),
        blank=True,
        help_text=_("People can be recognised? Note who agreed, when and how."),
    )

    admin_form_fields = (*Image.admin_form_fields, "credit", "licence", "consent_note")

    def get_upload_to(self, filename: str) -> str:
        """Random: renditions are public and carry this name (SEC19)."""
        return f"original_images/{stored_name(filename)}"

    def clean_filter_for_svg(self, filter: Filter) -> Filter:
        """Asked before any rendition: the whole picture as it came goes to nobody (SEC20)."""
        words = [LARGEST if word == "original" else word for word in filter.spec.split("|")]
        return super().clean_filter_for_svg(Filter("|".join(words)))

    def clean(self) -> None:
        super().clean()
        check_new_file(self.file, PICTURES)
        if not self.description:
            raise ValidationError({"description": WHAT_IT_SHOWS})


class SiteRendition(AbstractRendition):
    """One size and format of a picture, served from public storage."""

    image = models.ForeignKey(SiteImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_per_spec"
            )
        ]


class ScanState(models.TextChoices):
    PENDING = "pending", _("Being checked")
    CLEAN = "clean", _("Clean")
    REFUSED = "refused", _("Refused")


class SiteDocumentQuerySet(DocumentQuerySet):
    def visible_to(self, user: "AnyUser") -> Self:
        """Clean files whose collection `user` may open. Twin: permissions.can_view_document."""
        documents = self.filter(scan=ScanState.CLEAN)
        if user.is_active and user.is_superuser:
            return documents
        rules = CollectionViewRestriction.objects.select_related("collection")
        for rule in rules.prefetch_related("groups"):
            if not opens(rule, user):
                documents = documents.exclude(collection__path__startswith=rule.collection.path)
        return documents


class SiteDocument(AbstractDocument):
    """A file for readers. Private in storage, served by a view after the permission check."""

    # Codes, not keys: taxonomy lies above this floor.
    language = models.CharField(_("language"), max_length=10, blank=True)
    licence = models.CharField(_("licence"), max_length=30, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    # Empty for files that came in under their own name.
    original_name = models.CharField(max_length=255, blank=True, editable=False)
    audience = models.CharField(max_length=60, default="public", editable=False)
    scan = models.CharField(
        max_length=7, choices=ScanState, default=ScanState.CLEAN, editable=False
    )

    objects = SiteDocumentQuerySet.as_manager()

    admin_form_fields = (*Document.admin_form_fields, "language", "licence")

    @property
    def filename(self) -> str:
        """What readers save it as; in storage it has a name of chance (SEC19)."""
        return self.original_name or super().filename

    def clean(self) -> None:
        super().clean()
        check_new_file(self.file, DOCUMENTS)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.file and not (self.sha256 and self.file._committed):
            digest = hashlib.sha256()
            for chunk in self.file.chunks():
                digest.update(chunk)
            self.sha256 = digest.hexdigest()
        if self.file and not self.file._committed:
            self.original_name = get_valid_filename(PurePath(self.file.name).name)
            self.file.name = stored_name(self.original_name)
        super().save(*args, **kwargs)
