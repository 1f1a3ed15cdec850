"""Used terms are merged, never deleted (platform.md §6)."""

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db import models as db

from library.models import ResourcePage
from taxonomy import models
from taxonomy.models import (
    GCMObjective,
    MemberType,
    PageTheme,
    Region,
    ResourceType,
    SDGGoal,
    SDGTarget,
    Theme,
    Tip,
)
from taxonomy.permissions import TERM_MODELS
from taxonomy.services import (
    CannotMerge,
    TermInUse,
    classify,
    delete_unused_term,
    merge_terms,
    references_to,
    uses_of,
)
from tests.factories.library import ResourceTypeFactory, make_library, make_record
from tests.factories.taxonomy import (
    CountryFactory,
    FocusAreaFactory,
    GCMObjectiveFactory,
    SDGTargetFactory,
    TagFactory,
    ThemeFactory,
    TipFactory,
    TipGroupFactory,
)

pytestmark = pytest.mark.django_db

LINKS = [
    ("theme_links", ThemeFactory),
    ("country_links", CountryFactory),
    ("focus_area_links", FocusAreaFactory),
    ("sdg_target_links", SDGTargetFactory),
    ("gcm_objective_links", GCMObjectiveFactory),
    ("tag_links", TagFactory),
]


@pytest.mark.parametrize(("relation", "make"), LINKS, ids=lambda one: getattr(one, "__name__", one))
def test_links_of_every_vocabulary_are_rewritten_and_none_doubled(relation, make, make_page, admin):
    source, into = make(), make()
    only_source, both, only_into = (make_page(title) for title in ("a", "b", "c"))
    link = getattr(only_source, relation).model
    link.objects.bulk_create(
        [
            link(page=only_source, term=source),
            link(page=both, term=source),
            link(page=both, term=into),
            link(page=only_into, term=into),
        ]
    )
    assert merge_terms(source=source, into=into, user=admin) == 1
    assert sorted(link.objects.values_list("page", "term")) == sorted(
        (page.pk, into.pk) for page in (only_source, both, only_into)
    )
    source.refresh_from_db()
    assert (source.active, source.merged_into) == (False, into)


def test_many_to_many_tables_and_foreign_keys_are_rewritten_too(admin):
    source, into = ThemeFactory(), ThemeFactory()
    both, one = TipFactory(themes=[source, into]), TipFactory(themes=[source])
    objective = GCMObjectiveFactory()
    objective.themes.set([source])
    merge_terms(source=source, into=into, user=admin)
    for tip in (both, one):
        assert list(Tip.objects.get(pk=tip.pk).themes.all()) == [into]
    assert list(GCMObjective.objects.get(pk=objective.pk).themes.all()) == [into]

    group, other = TipGroupFactory(), TipGroupFactory()
    tip = TipFactory(group=group)
    merge_terms(source=group, into=other, user=admin)
    assert Tip.objects.get(pk=tip.pk).group == other


def test_terms_below_and_in_other_apps_follow(admin):
    top, other = MemberType.objects.create(code="a"), MemberType.objects.create(code="b")
    child = MemberType.objects.create(code="c", parent=top)
    merge_terms(source=top, into=other, user=admin)
    child.refresh_from_db()
    assert child.parent == other

    report, guide = ResourceTypeFactory(code="report"), ResourceTypeFactory(code="guide")
    record = make_record(make_library(), type=report)
    merge_terms(source=report, into=guide, user=admin)
    assert ResourcePage.objects.get(pk=record.pk).type == guide

    goal, target = SDGGoal.objects.create(code="1"), SDGTargetFactory(goal__code="2")
    merge_terms(source=target.goal, into=goal, user=admin)
    assert SDGTarget.objects.get(pk=target.pk).goal == goal


@pytest.mark.parametrize("model", TERM_MODELS, ids=lambda model: model.__name__)
def test_every_key_that_points_at_a_list_is_known(model):
    """What Django knows of a list from its own side, but the note of what it was merged into."""
    known = {
        (relation.related_model, relation.field.name)
        for relation in model._meta.get_fields(include_hidden=True)
        if isinstance(relation, db.ManyToOneRel)
    }
    assert {(field.model, field.name) for field in references_to(model)} == known - {
        (model, "merged_into")
    }


def test_all_term_lists_are_looked_after():
    lists = {m for m in vars(models).values() if isinstance(m, type) and issubclass(m, models.Term)}
    assert set(TERM_MODELS) == lists - {models.Term}


def test_a_second_merge_does_nothing(admin, make_page, django_assert_max_num_queries):
    source, into = ThemeFactory(), ThemeFactory()
    make_page("a", themes=[source])
    assert merge_terms(source=source, into=into, user=admin) == 1
    assert merge_terms(source=source, into=into, user=admin) == 0


def test_old_codes_lead_through_several_merges_to_the_last(admin):
    first, second, third = ThemeFactory(code="first"), ThemeFactory(), ThemeFactory()
    merge_terms(source=first, into=second, user=admin)
    merge_terms(source=second, into=third, user=admin)
    assert Theme.objects.meant_by("first").get() == third
    first.refresh_from_db()
    assert first.current == third


def test_the_old_name_stays_among_the_other_names(admin):
    source = ThemeFactory(name="Brain gain", aliases=["Brain circulation"])
    into = ThemeFactory(name="Skilled migration")
    merge_terms(source=source, into=into, user=admin)
    into.refresh_from_db()
    assert into.aliases == ["Brain circulation", "Brain gain"]


def test_a_term_is_not_merged_into_itself_a_retired_one_or_one_below_it(admin):
    term, retired = ThemeFactory(), ThemeFactory(active=False)
    top = Region.objects.create(code="africa")
    below = Region.objects.create(code="west-africa", parent=top)
    for source, into in [(term, term), (term, retired), (top, below)]:
        with pytest.raises(CannotMerge):
            merge_terms(source=source, into=into, user=admin)
    gone, into = ThemeFactory(), ThemeFactory()
    merge_terms(source=gone, into=into, user=admin)
    with pytest.raises(CannotMerge):
        merge_terms(source=gone, into=term, user=admin)


def test_a_draft_made_before_the_merge_speaks_of_the_new_term_when_published(admin):
    source, into = ThemeFactory(code="old"), ThemeFactory(code="new")
    record = make_record(make_library())
    classify(page=record, themes=["old", "new"])
    draft = record.save_revision()
    merge_terms(source=source, into=into, user=admin)
    draft.publish()
    assert list(PageTheme.objects.filter(page=record.pk).values_list("term", flat=True)) == [
        into.pk
    ]


def test_only_who_may_edit_the_list_merges(admin, member, anonymous):
    source, into = ThemeFactory(), ThemeFactory()
    for user in (member, anonymous):
        with pytest.raises(PermissionDenied):
            merge_terms(source=source, into=into, user=user)
    may = Permission.objects.get(codename="change_theme")
    member.user_permissions.add(may)
    member = type(member).objects.get(pk=member.pk)
    merge_terms(source=source, into=into, user=member)
    source.refresh_from_db()
    assert source.merged_into == into


def test_a_used_term_is_not_deleted_and_says_how_often_it_is_used(admin, make_page):
    theme = ThemeFactory()
    make_page("a", themes=[theme])
    TipFactory(themes=[theme])
    assert uses_of(theme) == 2
    with pytest.raises(TermInUse, match="2 times"):
        delete_unused_term(term=theme, user=admin)
    unused = ThemeFactory()
    delete_unused_term(term=unused, user=admin)
    assert not Theme.objects.filter(pk=unused.pk).exists()


def test_a_term_that_others_were_merged_into_is_used(admin):
    source, into = ThemeFactory(), ThemeFactory()
    merge_terms(source=source, into=into, user=admin)
    with pytest.raises(TermInUse):
        delete_unused_term(term=into, user=admin)


def test_a_merge_that_fails_half_way_changes_nothing(admin, make_page, monkeypatch):
    source, into = ThemeFactory(), ThemeFactory()
    page = make_page("a", themes=[source])

    def fail(*args):
        raise RuntimeError

    monkeypatch.setattr("taxonomy.services.merging._keep_as_alias", fail)
    with pytest.raises(RuntimeError):
        merge_terms(source=source, into=into, user=admin)
    source.refresh_from_db()
    assert source.active
    assert PageTheme.objects.get(page=page).term == source


def test_types_are_rewritten_where_wagtail_counts_uses(admin):
    """The page of uses in the admin follows a merge."""
    from wagtail.models import ReferenceIndex

    report, guide = ResourceTypeFactory(code="report"), ResourceTypeFactory(code="guide")
    record = make_record(make_library(), type=report)
    ReferenceIndex.create_or_update_for_object(record)
    assert ReferenceIndex.get_references_to(report).filter(object_id=record.pk).exists()
    merge_terms(source=report, into=guide, user=admin)
    assert ReferenceIndex.get_references_to(report).count() == 0
    assert ReferenceIndex.get_references_to(guide).filter(object_id=record.pk).count() == 1
    assert ResourceType.objects.count() == 2
