"""Who may edit terms, and who tips, cards and the glossary (platform.md §6).

Admins edit terms, editors tips, cards, the glossary and the words of the search: the groups hold
Django's permissions for these models. One rule stands above them: nobody deletes a term by
permission. Its own delete page (`wagtail_hooks`) removes terms that nothing uses; all others are
merged.
"""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from wagtail.permission_policies import ModelPermissionPolicy

from taxonomy import models

if TYPE_CHECKING:
    from common.typing import AnyUser

TERM_MODELS: list[type[models.Term]] = [
    models.Theme,
    models.FocusArea,
    models.Country,
    models.Region,
    models.SDGGoal,
    models.SDGTarget,
    models.GCMObjective,
    models.Tag,
    models.TipGroup,
    models.MemberType,
    models.ResourceType,
    models.EventType,
    models.OpportunityType,
    models.ContributionType,
    models.Direction,
    models.Framework,
    models.LicenceType,
    models.Language,
]
KNOWLEDGE_MODELS: list[type[Any]] = [models.Tip, models.CountryCard, models.GlossaryTerm]
WORD_MODELS: list[type[models.SameWords]] = [models.Synonym, models.Acronym]


class TermPolicy(ModelPermissionPolicy):
    """Django's permissions, without deleting: so there is no bulk deletion either."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action != "delete" and super().user_has_permission(user, action)


def can_edit_terms(user: "AnyUser", model: type[models.Term]) -> bool:
    """Whether `user` may edit, retire and merge terms of this list."""
    return user.is_active and user.has_perm(f"taxonomy.change_{model._meta.model_name}")


def check_edit_terms(user: "AnyUser", model: type[models.Term]) -> None:
    """Raise PermissionDenied with a reason to show."""
    if not can_edit_terms(user, model):
        raise PermissionDenied(_("Only administrators may change this list."))


def check_import_words(user: "AnyUser", model: type[models.SameWords]) -> None:
    """Raise PermissionDenied: a file may add rows and change them."""
    name = model._meta.model_name
    if not (user.is_active and user.has_perms([f"taxonomy.add_{name}", f"taxonomy.change_{name}"])):
        raise PermissionDenied(_("You may not change this list."))
