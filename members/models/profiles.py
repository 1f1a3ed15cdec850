"""What others may see of a person."""

from django.conf import settings
from django.core.validators import MinLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from taxonomy.models import Country, MemberType


class Visibility(models.TextChoices):
    PUBLIC = "public", _("Everybody")
    MEMBERS = "members", _("Members who are signed in")
    HIDDEN = "hidden", _("Nobody")


class MemberProfile(models.Model):
    """A person as others meet them. Each field has its own visibility, within bounds.

    platform.md §7: the name is for members at least, type and country may be for nobody.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="profile"
    )
    display_name = models.CharField(
        _("Your name"), max_length=120, validators=[MinLengthValidator(2)]
    )
    display_name_visibility = models.CharField(
        max_length=7, choices=Visibility, default=Visibility.MEMBERS
    )
    member_type = models.ForeignKey(
        MemberType, models.PROTECT, null=True, blank=True, related_name="profiles"
    )
    member_type_visibility = models.CharField(
        max_length=7, choices=Visibility, default=Visibility.MEMBERS
    )
    country_of_residence = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="residents"
    )
    country_of_residence_visibility = models.CharField(
        max_length=7, choices=Visibility, default=Visibility.MEMBERS
    )
    job_title = models.CharField(_("What you do"), max_length=120, blank=True)
    job_title_visibility = models.CharField(
        max_length=7, choices=Visibility, default=Visibility.MEMBERS
    )
    # As text: nobody has confirmed that an organisation of our table knows them (decision 0216).
    organisation = models.CharField(_("Where you work"), max_length=200, blank=True)
    organisation_visibility = models.CharField(
        max_length=7, choices=Visibility, default=Visibility.MEMBERS
    )

    class Meta:
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(display_name_visibility__in=["public", "members"]),
                name="members_always_see_a_members_name",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    member_type_visibility__in=Visibility.values,
                    country_of_residence_visibility__in=Visibility.values,
                ),
                name="profile_visibility_known",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    job_title_visibility__in=Visibility.values,
                    organisation_visibility__in=Visibility.values,
                ),
                name="visibility_of_work_known",
            ),
        ]

    def __str__(self) -> str:
        return self.display_name
