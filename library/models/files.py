"""The files of a record, and how often each was fetched."""

from typing import TYPE_CHECKING, Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable, TranslatableMixin
from wagtail_localize.fields import SynchronizedField

from common.fields import LinkField
from common.models import SiteDocument
from taxonomy.models import Language

if TYPE_CHECKING:
    from common.typing import AnyUser

MAX_FILE_BYTES = 25 * 1024 * 1024  # bigger ones by link (platform.md §11)


class FileFormat(models.TextChoices):
    PDF = "pdf", "PDF"
    DOCX = "docx", "Word"
    ODT = "odt", "ODT"
    EPUB = "epub", "EPUB"
    PPTX = "pptx", "PowerPoint"
    XLSX = "xlsx", "Excel"
    CSV = "csv", "CSV"
    TXT = "txt", _("Text")
    HTML = "html", _("Web page")
    VIDEO = "video", _("Video")
    AUDIO = "audio", _("Audio")
    ZIP = "zip", "ZIP"


class Accessible(models.TextChoices):
    YES = "yes", _("Readable by screen readers")
    NO = "no", _("Not readable by screen readers")
    UNKNOWN = "unknown", _("Accessibility not checked")


class FileAudience(models.TextChoices):
    PUBLIC = "public", _("Everybody")
    MEMBERS = "members", _("Members")


class ResourceFileQuerySet(models.QuerySet["ResourceFile"]):
    def downloadable_by(self, user: "AnyUser") -> Self:
        """Files that `user` may fetch. Twin: permissions.can_download."""
        from library.models.resources import ResourcePage  # it imports this module's neighbours

        files = self.filter(
            models.Q(document__isnull=True)
            | models.Q(document__in=SiteDocument.objects.visible_to(user)),
            page__in=ResourcePage.objects.visible_to(user),
        )
        if user.is_active and user.is_superuser:
            return files
        is_member = user.is_authenticated and user.is_active
        return files.filter(audience__in=list(FileAudience) if is_member else [FileAudience.PUBLIC])


class ResourceFile(TranslatableMixin, Orderable):
    """One file of a record: kept here, or at an address elsewhere.

    Its `file_key` is the same in all translations of the record, so a file has one address and
    one count. Wagtail's translation key does just that, and is renewed when a record is copied.
    """

    page = ParentalKey("library.ResourcePage", on_delete=models.CASCADE, related_name="files")
    document = models.ForeignKey(
        "common.SiteDocument",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="resource_files",
        verbose_name=_("document"),
    )
    external_link = LinkField(
        _("or its address elsewhere"),
        blank=True,
        help_text=_("For files over 25 MB and for works that may not be kept here."),
    )
    language = models.ForeignKey(
        Language, models.PROTECT, related_name="resource_files", verbose_name=_("language")
    )
    format = models.CharField(_("format"), max_length=5, choices=FileFormat, default=FileFormat.PDF)
    part = models.CharField(
        _("part"), max_length=60, blank=True, help_text=_("For example “Module 2”.")
    )
    label = models.CharField(
        _("label"),
        max_length=120,
        blank=True,
        help_text=_("Only where language and part are not enough."),
    )
    pages = models.PositiveIntegerField(
        _("pages"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    size = models.PositiveBigIntegerField(
        _("size in bytes"), null=True, blank=True, help_text=_("Counted for documents kept here.")
    )
    checksum = models.CharField(max_length=64, blank=True, editable=False)  # SHA-256, hexadecimal
    accessible = models.CharField(
        _("accessible"), max_length=7, choices=Accessible, default=Accessible.UNKNOWN
    )
    audience = models.CharField(
        _("who may open it"), max_length=60, choices=FileAudience, default=FileAudience.PUBLIC
    )

    objects = ResourceFileQuerySet.as_manager()

    override_translatable_fields = [
        SynchronizedField(name, overridable=False)
        for name in ("external_link", "format", "part", "accessible", "audience")
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("file")
        verbose_name_plural = _("files")
        constraints = [
            models.UniqueConstraint(
                fields=["translation_key", "locale"], name="one_file_per_key_and_locale"
            ),
            models.UniqueConstraint(
                fields=["page", "language", "format", "part"],
                name="one_file_per_language_format_and_part",
            ),
            models.CheckConstraint(
                condition=models.Q(document__isnull=False, external_link="")
                | (models.Q(document__isnull=True) & ~models.Q(external_link="")),
                name="file_is_a_document_or_a_link",
            ),
            models.CheckConstraint(
                condition=models.Q(document__isnull=True)
                | models.Q(size__isnull=False, size__lte=MAX_FILE_BYTES),
                name="a_file_kept_here_has_at_most_25_mb",
            ),
            models.CheckConstraint(
                condition=models.Q(pages__isnull=True) | models.Q(pages__gte=1),
                name="file_has_a_page_or_unknown",
            ),
            models.CheckConstraint(
                condition=models.Q(format__in=FileFormat.values), name="file_format_known"
            ),
            models.CheckConstraint(
                condition=models.Q(accessible__in=Accessible.values), name="file_accessible_known"
            ),
            models.CheckConstraint(
                condition=models.Q(audience__in=FileAudience.values)
                | models.Q(audience__startswith="group:"),
                name="file_audience_known",
            ),
        ]

    def __str__(self) -> str:
        return " · ".join(filter(None, [str(self.language), self.get_format_display(), self.part]))

    @property
    def file_key(self) -> Any:
        """What addresses and counts call the file: the same in all translations of the record."""
        return self.translation_key

    def measure(self) -> None:
        """Take size and checksum from the document kept here."""
        if self.document is not None:
            self.size = self.document.get_file_size()
            self.checksum = self.document.sha256

    def clean(self) -> None:
        super().clean()
        if (self.document is None) == (not self.external_link):
            message = _("Choose a document or give an address, one of the two.")
            raise ValidationError({"external_link" if self.document else "document": message})
        self.measure()
        if self.document is not None and (self.size or 0) > MAX_FILE_BYTES:
            raise ValidationError(
                {"document": _("Files here have at most 25 MB. Give the address of this one.")}
            )

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.measure()
        super().save(*args, **kwargs)


class DownloadDay(models.Model):
    """How often a file was fetched on a day, by people of one country or of none known.

    `record_key` is the record's translation key: figures count a work once in all languages.
    """

    file_key = models.UUIDField()
    record_key = models.UUIDField()
    day = models.DateField()
    country_code = models.CharField(max_length=2, blank=True)  # of the member; empty: unknown
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["file_key", "day", "country_code"],
                name="one_count_per_file_day_and_country",
            )
        ]
        indexes = [models.Index(fields=["record_key", "day"], name="downloads_of_a_record")]

    def __str__(self) -> str:
        return f"{self.file_key} · {self.day} · {self.count}"


class DownloadMark(models.Model):
    """A visitor fetched a file today: the second time is not counted. Gone the next day.

    The hash is made with a salt that is destroyed at midnight (K15: a visitor can be linked for
    one day).
    """

    file_key = models.UUIDField()
    day = models.DateField()
    visitor = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["day", "file_key", "visitor"], name="a_visitor_counts_once_a_day_and_file"
            )
        ]

    def __str__(self) -> str:
        return f"{self.file_key} · {self.day}"


class LinkCheck(models.Model):
    """What the weekly test last found at an address outside.

    Keyed by the address, not kept on the record: a revision of a record must not bring back what
    was true when it was written.
    """

    url = LinkField(unique=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    is_ok = models.BooleanField(null=True, blank=True)
    broken_since = models.DateTimeField(null=True, blank=True)
    finding = models.CharField(max_length=120, blank=True)  # "404", "no answer"

    class Meta:
        verbose_name = _("link check")
        verbose_name_plural = _("link checks")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_ok=False) ^ models.Q(broken_since__isnull=True),
                name="broken_since_only_while_broken",
            )
        ]

    def __str__(self) -> str:
        return self.url
