"""The rows of a record: who made it, in which languages, where it was discussed."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from taxonomy.models import Language, Region
from taxonomy.models.classified import TermLink


class Role(models.TextChoices):
    AUTHOR = "author", _("Author")
    EDITOR = "editor", _("Editor")
    TRANSLATOR = "translator", _("Translator")
    CORPORATE = "corporate", _("Organisation as author")


class Contributor(Orderable):
    """Somebody who made the work, as named on it. Never made into an account."""

    page = ParentalKey(
        "library.ResourcePage", on_delete=models.CASCADE, related_name="contributors"
    )
    name = models.CharField(
        _("name"),
        max_length=255,
        help_text=_("As on the cover. Family names of several words: “van der Berg, Ana”."),
    )
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.AUTHOR)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("member"),
    )
    organisation = models.ForeignKey(
        "members.Organisation",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organisation"),
    )

    class Meta(Orderable.Meta):
        verbose_name = _("contributor")
        verbose_name_plural = _("contributors")
        constraints = [
            models.UniqueConstraint(
                fields=["page", "name", "role"], name="a_contributor_is_named_once_a_role"
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="contributor_has_a_name"),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="contributor_role_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(role="corporate", member__isnull=False),
                name="an_organisation_is_no_member",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_role_display()})"

    def clean(self) -> None:
        super().clean()
        if self.role == Role.CORPORATE and self.member_id:
            raise ValidationError({"member": _("An organisation as author is no member.")})


class ResourcePublisher(Orderable):
    """Who published the work: an organisation we know, or a name."""

    page = ParentalKey("library.ResourcePage", on_delete=models.CASCADE, related_name="publishers")
    organisation = models.ForeignKey(
        "members.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="publications",
        verbose_name=_("organisation"),
    )
    name = models.CharField(_("or its name"), max_length=255, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("publisher")
        verbose_name_plural = _("publishers")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(organisation__isnull=False, name="")
                | (models.Q(organisation__isnull=True) & ~models.Q(name="")),
                name="publisher_is_an_organisation_or_a_name",
            ),
            models.UniqueConstraint(
                fields=["page", "organisation"], name="an_organisation_publishes_a_work_once"
            ),
        ]

    def __str__(self) -> str:
        return self.organisation.name if self.organisation else self.name

    @property
    def short_name(self) -> str:
        """The acronym where there is one: lists have little room."""
        return (self.organisation.acronym if self.organisation else "") or str(self)

    def clean(self) -> None:
        super().clean()
        if (self.organisation is None) == (not self.name):
            message = _("Choose an organisation or write a name, one of the two.")
            raise ValidationError({"name" if self.organisation else "organisation": message})


class ResourceLanguage(TermLink):
    """The work exists in a language, whether or not a file of it is here."""

    page = ParentalKey(
        "library.ResourcePage", on_delete=models.CASCADE, related_name="language_links"
    )
    term = models.ForeignKey(Language, models.PROTECT, related_name="resource_links")


class ResourceRegion(TermLink):
    """The work is about a region as a whole."""

    page = ParentalKey(
        "library.ResourcePage", on_delete=models.CASCADE, related_name="region_links"
    )
    term = models.ForeignKey(Region, models.PROTECT, related_name="resource_links")


class Discussion(Orderable):
    """A page, such as an event's, on which the work was taken up (K5)."""

    page = ParentalKey("library.ResourcePage", on_delete=models.CASCADE, related_name="discussions")
    at = models.ForeignKey(
        "wagtailcore.Page", models.CASCADE, related_name="+", verbose_name=_("page")
    )

    class Meta(Orderable.Meta):
        verbose_name = _("discussed at")
        verbose_name_plural = _("discussed at")
        constraints = [
            models.UniqueConstraint(fields=["page", "at"], name="discussed_once_at_a_page")
        ]

    def __str__(self) -> str:
        return str(self.at)


class SeeAlso(Orderable):
    """A page that editors put beside the record."""

    page = ParentalKey("library.ResourcePage", on_delete=models.CASCADE, related_name="see_also")
    target = models.ForeignKey(
        "wagtailcore.Page", models.CASCADE, related_name="+", verbose_name=_("page")
    )

    class Meta(Orderable.Meta):
        verbose_name = _("see also")
        verbose_name_plural = _("see also")
        constraints = [
            models.UniqueConstraint(fields=["page", "target"], name="a_page_is_seen_also_once")
        ]

    def __str__(self) -> str:
        return str(self.target)
