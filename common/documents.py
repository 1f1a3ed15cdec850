"""Which documents may be opened by Wagtail's own address, `/documents/<id>/<name>` (SEC13, SEC21).

Numbers can be guessed, so a document is open to who sees something that shows it: a file that lies
ready for a draft is the editors' alone. An app with stricter rules of its own, such as files for
members, registers them in its `document_rules.py`, which `common.apps` imports at start.
"""

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, ReferenceIndex
from wagtail.permissions import policy_registry

from common.permissions import can_view_document, can_view_page

if TYPE_CHECKING:
    from common.models import SiteDocument
    from common.typing import AnyUser

# True or False for a document that is the app's to judge, None for any other.
Rule = Callable[["AnyUser", "SiteDocument"], bool | None]
_rules: list[Rule] = []
# {(page, document): the token of those it is for there}, for those of the documents that are the
# app's to judge; a page that shows one without being named shows it to nobody else's rights.
Audiences = Callable[[Collection[int]], Mapping[tuple[int, int], str]]
_audiences: list[Audiences] = []


def register(rule: Rule) -> Rule:
    """Decorator: ask this function about every document."""
    _rules.append(rule)
    return rule


def register_audiences(audiences: Audiences) -> Audiences:
    """Decorator: ask this function for whom documents are on which page. At most one query."""
    _audiences.append(audiences)
    return audiences


def audiences_of(documents: Collection[int]) -> dict[tuple[int, int], str]:
    """{(page, document): token} of those of `documents` that an app judges itself."""
    return {pair: token for ask in _audiences for pair, token in ask(documents).items()}


def can_open_document(user: "AnyUser", document: "SiteDocument") -> bool:
    """Whether `user` may fetch the file: clean, its collection open, shown where they look."""
    if not can_view_document(user, document):
        return False
    policy = policy_registry.get_by_type(type(document))
    if user.is_active and policy.user_has_permission_for_instance(user, "change", document):
        return True
    answers = [answer for rule in _rules if (answer := rule(user, document)) is not None]
    return all(answers) if answers else _is_shown_to(user, document)


def _is_shown_to(user: "AnyUser", document: "SiteDocument") -> bool:
    """A page that `user` sees, or a row of a list, which has no drafts, points at the document."""
    page_type = ContentType.objects.get_for_model(Page, for_concrete_model=False).pk
    shown_on = ReferenceIndex.get_references_to(document)
    if shown_on.exclude(base_content_type_id=page_type).exists():
        return True
    keys = shown_on.values_list("object_id", flat=True)
    pages = Page.objects.live().filter(pk__in=[int(key) for key in keys])
    return any(can_view_page(user, page) for page in pages)
