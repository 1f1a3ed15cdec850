"""How an entry names the thing it is about, and finds it again."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from wagtail.models import Page

from common.querysets import BasePageQuerySet

if TYPE_CHECKING:
    from common.typing import AnyUser


def name_of(target: Model) -> tuple[ContentType, str]:
    """Kind and key: a page by its `translation_key`, whatever its type; all else by its number."""
    if isinstance(target, Page):
        return ContentType.objects.get_for_model(Page), str(target.translation_key)
    return ContentType.objects.get_for_model(target), str(target.pk)


def visible_among(
    viewer: "AnyUser", model: type[Model], keys: Collection[str], language: str
) -> dict[str, Any]:
    """{key: thing} of those that `viewer` may see now. A page in `language` if there is one.

    One query; by `visible_to`, the one rule of each model (SEC13). A model without it has no
    reader. Raises AttributeError for such: it was recorded by mistake.
    """
    if issubclass(model, Page):
        pages = (
            BasePageQuerySet(Page)
            .visible_to(viewer)
            .filter(translation_key__in=keys)
            .select_related("locale")
        )
        found = sorted(pages, key=lambda page: page.locale.language_code == language)
        return {str(page.translation_key): page for page in found}  # the last one stays
    things = model._default_manager.visible_to(viewer)  # type: ignore[attr-defined]
    return {str(one.pk): one for one in things.filter(pk__in=keys)}
