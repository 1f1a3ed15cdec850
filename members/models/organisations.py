"""Organisations: publishers, partners and, later, homes of members."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from common.fields import LinkField
from members.admin_forms import OrganisationForm
from taxonomy.models import Country, MemberType

MAX_DEPTH = 4  # levels of parent, platform.md §7


class Organisation(index.Indexed, models.Model):
    """A body that publishes, leads or funds. Facts only; people's roles in it come later."""

    external_id = models.CharField(max_length=120, blank=True, editable=False)
    name = models.CharField(_("name"), max_length=255)
    acronym = models.CharField(_("acronym"), max_length=30, blank=True)
    other_names = models.JSONField(_("other names"), default=list, blank=True)
    type = models.ForeignKey(
        MemberType,
        models.PROTECT,
        null=True,
        blank=True,
        limit_choices_to={"for_organisations": True, "active": True},
        related_name="organisations",
        verbose_name=_("type"),
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("part of"),
    )
    seat_country = models.ForeignKey(
        Country,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="seats",
        verbose_name=_("country of its seat"),
    )
    countries = models.ManyToManyField(
        Country,
        blank=True,
        related_name="organisations",
        verbose_name=_("countries it is linked to"),
    )
    website = LinkField(_("website"), blank=True)

    base_form_class = OrganisationForm

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
        if self.parent is None:
            return
        depth = self._levels_below()
        above: Organisation | None = self.parent
        while above is not None and above.pk != self.pk and depth < MAX_DEPTH:
            depth, above = depth + 1, above.parent
        if above is not None:
            message = _("Choose a parent that is not below it, at most four levels deep.")
            raise ValidationError({"parent": message})

    def _levels_below(self) -> int:
        """The number of levels from this one down, itself included."""
        level, depth = {self.pk} - {None}, 1
        while depth <= MAX_DEPTH:
            level = set(Organisation.objects.filter(parent__in=level).values_list("pk", flat=True))
            if not level:
                break
            depth += 1
        return depth
