"""Forms of the admin that models of this app name."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from common.formkit import LinesField


class OrganisationForm(WagtailAdminModelForm):
    """An organisation; its other names are written one a line, not as JSON."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "other_names" in self.fields:
            self.fields["other_names"] = LinesField(
                label=_("Other names"), required=False, help_text=_("One a line, for search.")
            )
