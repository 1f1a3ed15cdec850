"""The admin's forms of page bases; models name them, so they stand apart from other forms."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm


class SectionPageForm(WagtailAdminPageForm):
    """Shows the slug of a page that exists, and does not take another (C5)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "slug" in self.fields:
            # `disabled` also ignores what a changed form sends.
            self.fields["slug"].disabled = True
            self.fields["slug"].help_text = _("The address of a section page does not change.")
