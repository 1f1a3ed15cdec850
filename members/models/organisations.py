"""Organisations: publishers, partners and, later, homes of members."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from taxonomy.models import Country, MemberType

MAX_DEPTH = 4  # levels of parent, platform.md §7


class Organisation(index.Indexed, models.Model):
    """A body that publishes, leads or funds. Facts only; people's roles in it come later."""

    external_id = models.CharField(max_length=120, blank=True, editable=False)
    name = models.CharField(_("name"), max_length=255)
    acronym = models.CharField(_("acronym"), max_length=30, blank=True)
    other_names = models.JSONField(_("other names"), default=list, blank=True)
    type = models.ForeignKey(
        MemberType, models.PROTECT, null=True, blank=True, related_name="organisations"
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    seat_country = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="seats"
    )
    countries = models.ManyToManyField(Country, blank=True, related_name="organisations")
    website = models.URLField(_("website"), blank=True)

    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta:
        ordering = ["name"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            models.UniqueConstraint(
                fields=["external_id"],
                condition=~models.Q(external_id=""),
                name="one_organisation_per_record",
            ),
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("id")),
                name="no_organisation_is_its_own_parent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.acronym})" if self.acronym else self.name

    def clean(self) -> None:
        super().clean()
        above, depth = self.parent, 1
        while above is not None:
            depth += 1
            if above.pk == self.pk or depth > MAX_DEPTH:
                raise ValidationError(
                    {"parent": _("Choose a parent that is not below it, at most four levels deep.")}
                )
            above = above.parent
