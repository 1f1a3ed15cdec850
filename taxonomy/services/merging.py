"""Two terms become one: every link is rewritten, and the old code leads to the new term."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page, ReferenceIndex

from common.errors import Refused
from taxonomy.admin_forms import RELATIONS, link_model
from taxonomy.models import Term
from taxonomy.permissions import check_edit_terms
from taxonomy.signals import term_merging

if TYPE_CHECKING:
    from common.typing import AnyUser

OWN = {"merged_into"}  # says what a term became: no use of it


class CannotMerge(Refused):
    """These two terms cannot become one."""


class TermInUse(Refused):
    """A used term is merged, never deleted."""


def uses_of(term: Term) -> int:
    """How many rows speak of `term`, in links, in foreign keys and in terms below it."""
    return sum(_rows_of(field, term).count() for field in references_to(type(term)))


def references_to(model: type[Term]) -> Iterator[Any]:
    """Every foreign key to a list, those of link tables too."""
    for other in apps.get_models(include_auto_created=True):
        for field in other._meta.local_fields:
            is_key = isinstance(field, models.ForeignKey)
            if is_key and field.related_model is model and field.name not in OWN:
                yield field


@transaction.atomic
def merge_terms(*, source: Any, into: Any, user: "AnyUser") -> int:
    """Let `into` take over all that spoke of `source`; return how many rows were rewritten.

    `source` stays as a retired row, so that its code still leads to `into`; terms merged into it
    before follow. A second call does nothing. Raises PermissionDenied, CannotMerge.
    Rule: platform.md §6.
    """
    model: Any = type(source)
    check_edit_terms(user, model)
    source, into = _locked(model, source, into)
    if source.merged_into_id == into.pk:
        return 0
    _check_merge(source, into)
    term_merging.send(model, source=source, into=into)
    touched = list(ReferenceIndex.get_references_to(source).select_related("content_type"))
    rewritten = sum(_rewrite(field, source, into) for field in references_to(model))
    model._default_manager.filter(merged_into=source).update(merged_into=into)
    source.active, source.merged_into = False, into
    source.save(update_fields={"active", "merged_into"})
    _keep_as_alias(source, into)
    _reindex(touched)
    data = {"from": source.code, "into": into.code, "rewritten": rewritten}
    log(
        instance=into,
        action="taxonomy.merge",
        user=user if user.is_authenticated else None,
        data=data,
    )
    return rewritten


@transaction.atomic
def delete_unused_term(*, term: Any, user: "AnyUser") -> None:
    """Remove a term that was made by mistake. Raises PermissionDenied, TermInUse."""
    model = type(term)
    check_edit_terms(user, model)
    (term,) = _locked(model, term)
    uses = uses_of(term) + term.merged.count()
    if uses:
        message = _("This term is used %(uses)d times. Merge it into another one instead.")
        raise TermInUse(message % {"uses": uses})
    log(
        instance=term,
        action="wagtail.delete",
        user=user if user.is_authenticated else None,
        deleted=True,
    )
    term.delete()


def follow_merges(*, page: Page) -> None:
    """Rewrite links of `page` to terms that were merged since its draft was made."""
    for vocabulary in RELATIONS:
        model = link_model(vocabulary)
        stale = model._default_manager.filter(page=page.pk, term__merged_into__isnull=False)
        for link in stale.select_related("term"):
            model._default_manager.get_or_create(page_id=page.pk, term=link.term.merged_into)
            link.delete()


def _locked(model: type[Term], *terms: Term) -> list[Any]:
    """The rows as they are now, locked in one order, so that two merges wait for each other."""
    keys = sorted({term.pk for term in terms})
    found = model._default_manager.select_for_update().order_by("pk").in_bulk(keys)
    return [found[term.pk] for term in terms]


def _check_merge(source: Any, into: Any) -> None:
    if source.pk == into.pk:
        raise CannotMerge(_("Choose another term than this one."), field="into")
    if source.merged_into_id:
        raise CannotMerge(_("This term was merged into another one already."), field="into")
    if not into.active:
        raise CannotMerge(_("Choose a term that is offered."), field="into")
    above = getattr(into, "parent", None)
    while above is not None:
        if above.pk == source.pk:
            raise CannotMerge(_("Choose a term that does not lie below this one."), field="into")
        above = above.parent


def _rows_of(field: Any, term: Term) -> models.QuerySet[Any]:
    return field.model._base_manager.filter(**{field.name: term})


def _rewrite(field: Any, source: Term, into: Term) -> int:
    """Point the rows at `into`; those that would stand twice are dropped."""
    for others in _unique_with(field):
        own = _rows_of(field, into)
        if others:
            twin = {name: models.OuterRef(name) for name in others}
            doubled = _rows_of(field, source).filter(models.Exists(own.filter(**twin)))
        else:
            doubled = _rows_of(field, source) if own.exists() else own.none()
        field.model._base_manager.filter(pk__in=list(doubled.values_list("pk", flat=True))).delete()
    return _rows_of(field, source).update(**{field.name: into})


def _unique_with(field: Any) -> Iterator[list[str]]:
    """For each rule by which `field` may not repeat: the other fields of the rule."""
    meta = field.model._meta
    rules: list[tuple[str, ...]] = [tuple(one) for one in meta.unique_together]
    rules += [tuple(rule.fields) for rule in meta.total_unique_constraints]
    # A rule for whoever has the key at all: it holds for every row that is rewritten.
    has_key = models.Q(**{f"{field.name}__isnull": False})
    partial = (one for one in meta.constraints if isinstance(one, models.UniqueConstraint))
    rules += [tuple(rule.fields) for rule in partial if rule.condition == has_key]
    rules += [(field.name,)] if field.unique else []
    for rule in rules:
        if field.name in rule:
            yield [name for name in rule if name != field.name]


def _keep_as_alias(source: Any, into: Any) -> None:
    """Lists with other names keep the old one for whoever looks for it."""
    if hasattr(into, "aliases"):
        names = [*into.aliases, *source.aliases, source.name]
        into.aliases = [name for name in dict.fromkeys(names) if name != into.name]
        into.save(update_fields={"aliases"})


def _reindex(references: list[ReferenceIndex]) -> None:
    """Wagtail's record of uses follows saves, not updates of rows."""
    for model, pk in {(one.content_type.model_class(), one.object_id) for one in references}:
        instance = model._base_manager.filter(pk=pk).first() if model else None
        if instance is not None:
            ReferenceIndex.create_or_update_for_object(getattr(instance, "specific", instance))
