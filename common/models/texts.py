"""The text of files, and on which pages it is found."""

from collections.abc import Iterable
from typing import Self

from django.db import models


class TextStatus(models.TextChoices):
    """How reading a file went. Only `READ` has a text."""

    READ = "read"
    EMPTY = "empty"  # pictures of pages, most often
    LOCKED = "locked"  # encrypted
    BROKEN = "broken"
    TOO_MUCH = "too-much"  # took more time or memory than a file is given


class DocumentTextQuerySet(models.QuerySet["DocumentText"]):
    def that_may_be_found(self, document_pks: Iterable[int]) -> Self:
        """Texts of these files that are clean and still hold what was read."""
        return self.filter(
            document__in=document_pks,
            status=TextStatus.READ,
            sha256=models.F("document__sha256"),
            document__scan="clean",
        )


class DocumentText(models.Model):
    """What a file says, read once for each content (search.md §2). Derived: may be made anew."""

    document = models.OneToOneField(
        "common.SiteDocument", models.CASCADE, primary_key=True, related_name="text"
    )
    sha256 = models.CharField(max_length=64, blank=True)  # of the content that was read
    text = models.TextField(blank=True)
    lang = models.CharField(max_length=10, blank=True)
    status = models.CharField(max_length=8, choices=TextStatus)
    read_at = models.DateTimeField(auto_now=True)

    objects = DocumentTextQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["sha256"], name="text_by_content")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=TextStatus.values), name="text_status_known"
            ),
            models.CheckConstraint(
                condition=models.Q(status="read") ^ models.Q(text=""),
                name="only_what_was_read_has_a_text",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} · {self.status}"


class FileOnPage(models.Model):
    """A published page shows a file: noted at publication, so that what goes is known as well."""

    page = models.ForeignKey("wagtailcore.Page", models.CASCADE, related_name="+")
    document = models.ForeignKey("common.SiteDocument", models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "document"], name="a_file_is_noted_once_a_page")
        ]

    def __str__(self) -> str:
        return f"{self.page_id} · {self.document_id}"
