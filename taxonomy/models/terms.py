"""The term lists. Names are edited, codes never; used terms are merged, not deleted."""

from typing import Any, Self

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from taxonomy.admin_forms import TermForm

THEME_COLOURS = [(number, str(number)) for number in range(1, 7)]  # --series-1 to --series-6


class TermQuerySet(models.QuerySet[Any]):
    def offered(self) -> Self:
        """Terms that editors and readers may choose now. Twin: `Term.is_offered`."""
        return self.filter(active=True)

    def meant_by(self, *codes: str) -> Self:
        """The terms that these codes mean today: the code of a merged term is the other's too."""
        named = self.model._default_manager.filter(code__in=codes)
        return self.filter(
            models.Q(pk__in=named.filter(merged_into=None).values("pk"))
            | models.Q(pk__in=named.exclude(merged_into=None).values("merged_into"))
        )


class Term(models.Model):
    """One word of a controlled list, in the site's languages.

    A merged term keeps its row, so that its code still leads to the term it became.
    """

    LANGUAGES = ("fr", "es", "ar")  # beside English, in `name`
    base_form_class = TermForm

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name (English)"), max_length=255)
    name_fr = models.CharField(_("name (French)"), max_length=255, blank=True)
    name_es = models.CharField(_("name (Spanish)"), max_length=255, blank=True)
    name_ar = models.CharField(_("name (Arabic)"), max_length=255, blank=True)
    order = models.PositiveIntegerField(_("order"), default=0)
    active = models.BooleanField(_("offered"), default=True)
    external_id = models.CharField(max_length=120, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", editable=False
    )

    objects = TermQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["order", "name"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(merged_into=models.F("id")),
                name="%(class)s_is_not_merged_into_itself",
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into__isnull=True) | models.Q(active=False),
                name="merged_%(class)s_is_not_offered",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the reader's language, else in English."""
        return self.in_reading_language("name")

    def in_reading_language(self, field: str) -> str:
        """A text that has a field for each language, else the English one."""
        language = (get_language() or "en").split("-")[0]
        return getattr(self, f"{field}_{language}", "") or getattr(self, field)

    @property
    def label_with_code(self) -> str:
        """As editors choose it; lists whose codes people know show them too."""
        return self.label

    @property
    def is_offered(self) -> bool:
        """Twin of `TermQuerySet.offered`."""
        return self.active

    @property
    def current(self) -> Any:
        """The term it was merged into, else itself."""
        return self.merged_into or self


class Theme(Term):
    """A subject of the network: twelve and three cross-cutting ones."""

    cross_cutting = models.BooleanField(_("cross-cutting"), default=False)
    description = models.TextField(_("description"), blank=True)
    description_fr = models.TextField(_("description (French)"), blank=True)
    description_es = models.TextField(_("description (Spanish)"), blank=True)
    aliases = models.JSONField(default=list, blank=True)
    colour = models.PositiveSmallIntegerField(_("colour"), choices=THEME_COLOURS, default=1)
    icon = models.CharField(_("icon"), max_length=30, default="tag")

    class Meta(Term.Meta):
        verbose_name = _("theme")
        verbose_name_plural = _("themes")

    @property
    def about(self) -> str:
        """The description in the reader's language."""
        return self.in_reading_language("description")


class FocusArea(Term):
    """A narrower field of work, from one of two schemes."""

    scheme = models.CharField(max_length=20)

    class Meta(Term.Meta):
        verbose_name = _("focus area")
        verbose_name_plural = _("focus areas")


class Framework(Term):
    """An international agreement that items refer to."""

    year = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta(Term.Meta):
        verbose_name = _("framework")
        verbose_name_plural = _("frameworks")


class TipGroup(Term):
    """A cluster of tips."""

    class Meta(Term.Meta):
        verbose_name = _("group of tips")
        verbose_name_plural = _("groups of tips")


class Direction(Term):
    """South–South, South–North, North–South, internal."""

    class Meta(Term.Meta):
        verbose_name = _("direction of migration")
        verbose_name_plural = _("directions of migration")


class ContributionType(Term):
    """What people abroad bring, beyond money."""

    class Meta(Term.Meta):
        verbose_name = _("kind of contribution")
        verbose_name_plural = _("kinds of contribution")


class Tag(Term):
    """A controlled free tag."""

    class Meta(Term.Meta):
        verbose_name = _("tag")
        verbose_name_plural = _("tags")


class SDGGoal(Term):
    """One of the seventeen Sustainable Development Goals."""

    class Meta(Term.Meta):
        verbose_name = _("SDG")
        verbose_name_plural = _("SDGs")

    @property
    def label_with_code(self) -> str:
        return f"{self.code} {self.label}"


class SDGTargetQuerySet(TermQuerySet):
    def offered(self) -> Self:
        """Unconfirmed links to migration stay hidden (platform.md §6)."""
        return super().offered().filter(link_confirmed=True)


class SDGTarget(Term):
    """A target of a goal that speaks of migration."""

    code = models.CharField(_("code"), max_length=60, unique=True)  # 10.7: a point is no slug
    goal = models.ForeignKey(SDGGoal, models.PROTECT, related_name="targets")
    relevance = models.CharField(max_length=20, blank=True)
    link_confirmed = models.BooleanField(default=True)

    objects = SDGTargetQuerySet.as_manager()  # type: ignore[misc]  # a manager, as in Term

    class Meta(Term.Meta):
        verbose_name = _("SDG target")
        verbose_name_plural = _("SDG targets")

    @property
    def label_with_code(self) -> str:
        return f"{self.code} {self.label}"

    @property
    def is_offered(self) -> bool:
        return self.active and self.link_confirmed


class GCMObjective(Term):
    """An objective of the Global Compact for Migration; `name` is its short label."""

    title = models.CharField(_("official heading"), max_length=500)
    themes = models.ManyToManyField(Theme, blank=True, related_name="gcm_objectives")

    class Meta(Term.Meta):
        verbose_name = _("GCM objective")
        verbose_name_plural = _("GCM objectives")

    @property
    def label_with_code(self) -> str:
        return f"{self.code} {self.label}"


class MemberType(Term):
    """What kind of person or organisation; people see the eight at the top."""

    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    for_people = models.BooleanField(default=True)
    for_organisations = models.BooleanField(default=True)

    class Meta(Term.Meta):
        verbose_name = _("type of member")
        verbose_name_plural = _("types of member")


class ResourceType(Term):
    """Report, guide, law, film: what a library record is."""

    class Meta(Term.Meta):
        verbose_name = _("type of resource")
        verbose_name_plural = _("types of resource")


class EventType(Term):
    """Webinar, workshop, summit: what an event is."""

    class Meta(Term.Meta):
        verbose_name = _("type of event")
        verbose_name_plural = _("types of event")


class OpportunityType(Term):
    """Job, call, grant: what an opportunity is."""

    class Meta(Term.Meta):
        verbose_name = _("type of opportunity")
        verbose_name_plural = _("types of opportunity")


class LicenceType(Term):
    """What others may do with a work."""

    url = models.URLField(_("text of the licence"), blank=True)
    allows_files = models.BooleanField(
        _("files may be kept here"), default=True, help_text=_("Off for “link only”.")
    )

    class Meta(Term.Meta):
        verbose_name = _("licence")
        verbose_name_plural = _("licences")


class Language(Term):
    """A language of files and texts; few of them are interface languages."""

    native_name = models.CharField(max_length=60)
    rtl = models.BooleanField(default=False)
    use = models.CharField(
        max_length=9,
        choices=[
            ("interface", _("interface")),
            ("prepared", _("prepared")),
            ("files", _("files only")),
        ],
        default="files",
    )

    class Meta(Term.Meta):
        verbose_name = _("language")
        verbose_name_plural = _("languages")
