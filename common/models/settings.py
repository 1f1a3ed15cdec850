"""What editors set once for the whole site."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


@register_setting(icon="cog")
class SiteSettings(BaseGenericSetting):
    """The claim about members, promises and contacts that every page may print."""

    member_claim = models.CharField(
        _("members, as text"),
        max_length=60,
        blank=True,
        help_text=_("For example “over 4,800”. Empty: the counted number is shown."),
    )
    member_claim_as_of = models.DateField(_("as of"), null=True, blank=True)
    first_answer_days = models.PositiveSmallIntegerField(
        _("working days to a first answer"), default=3
    )
    contact_email = models.EmailField(_("contact"), blank=True)
    accessibility_email = models.EmailField(_("accessibility contact"), blank=True)

    class Meta:
        verbose_name = _("site settings")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)
