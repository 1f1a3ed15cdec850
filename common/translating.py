"""Who may translate what, in wagtail-localize's views: the rights of the page, not one for all.

wagtail-localize 1.14.5 asks for `submit_translation` alone before it makes, updates or publishes
translations. That right says who sees the buttons; what they may do with a page says the page.
"""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext
from wagtail.models import Locale, Page
from wagtail.snippets.permissions import user_can_edit_snippet_type
from wagtail_localize.models import Translation

from common.errors import Refused

if TYPE_CHECKING:
    from common.typing import AnyUser


def may_translate(user: "AnyUser") -> bool:
    """Whether `user` is a translator at all; where, say the pages."""
    return user.has_perm("wagtail_localize.submit_translation")


def can_change(user: "AnyUser", instance: Any) -> bool:
    """Whether `user` may change this page, or snippets of this type."""
    if isinstance(instance, Page):
        return instance.permissions_for_user(user).can_edit()
    return user_can_edit_snippet_type(user, type(instance))


def can_publish(user: "AnyUser", instance: Any) -> bool:
    """Whether what `user` writes here may go to readers at once."""
    if isinstance(instance, Page):
        return instance.permissions_for_user(user).can_publish()
    return user_can_edit_snippet_type(user, type(instance))


def check_change(user: "AnyUser", instance: Any) -> None:
    """Raise PermissionDenied where `can_change` says no."""
    if not can_change(user, instance):
        raise PermissionDenied(gettext("You may not change this."))


def locales_to_translate_into(user: "AnyUser", instance: Any) -> list[int]:
    """Keys of the languages in which `user` may make a translation of `instance`.

    A page needs a place: the section's page in that language, where `user` may add pages.
    """
    locales = Locale.objects.exclude(pk=instance.locale_id)
    if not isinstance(instance, Page):
        return [locale.pk for locale in locales]
    parents = instance.get_parent().get_translations().filter(alias_of=None)
    return [
        parent.locale_id
        for parent in parents
        if parent.specific.permissions_for_user(user).can_add_subpage()
    ]


def translation_of(page: Page) -> Translation | None:
    """What wagtail-localize keeps of `page` as a translation in work."""
    return Translation.objects.filter(
        source__object_id=page.translation_key, target_locale=page.locale_id, enabled=True
    ).first()


def can_submit_for_review(user: "AnyUser", page: Page) -> bool:
    """Whether the translation in work may be put before a second person."""
    return (
        page.locale_id is not None
        and can_change(user, page)
        and page.get_workflow() is not None
        and not page.workflow_in_progress
        and translation_of(page) is not None
    )


@transaction.atomic
def submit_for_review(*, page: Page, user: "AnyUser") -> None:
    """Make a draft of the translated texts and start its review. Readers see nothing yet.

    Raises PermissionDenied; Refused where there is nothing to review or a review is going on;
    ValidationError where a text does not fit its field.
    """
    check_change(user, page)
    translation = translation_of(page)
    if translation is None or page.workflow_in_progress or page.get_workflow() is None:
        raise Refused(gettext("There is no translation to review here, or its review is going on."))
    # Not `save_target`: that one would write the texts into the page that readers see.
    draft = translation.source.get_ephemeral_translated_instance(page.locale, fallback=True)
    draft.save_revision(user=user)
    submitted = Page.objects.get(pk=page.pk).specific
    submitted.get_workflow().start(submitted, user)
