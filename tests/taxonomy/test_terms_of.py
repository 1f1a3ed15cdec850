"""The terms of one page, all vocabularies at once."""

from django.utils.translation import override

from taxonomy.models import PageSDGTarget
from taxonomy.selectors import TermLine, terms_of
from tests.factories.taxonomy import SDGTargetFactory


def test_a_page_names_its_terms_in_the_readers_language_in_order(
    make_page, diaspora, data, senegal, moldova, django_assert_num_queries
):
    page = make_page("Talk", themes=[data, diaspora], countries=[senegal, moldova])
    with override("fr"), django_assert_num_queries(1):
        terms = terms_of(page)
    assert terms["themes"] == [TermLine("diaspora", "Diasporas"), TermLine("data", "Data")]
    assert [one.code for one in terms["countries"]] == ["SN", "MD"]
    assert terms["tags"] == []


def test_terms_that_are_not_offered_are_not_named(make_page, diaspora, data):
    """platform.md §6: unconfirmed links to a goal stay hidden, so do retired terms."""
    page = make_page("Talk", themes=[data, diaspora])
    for target in (SDGTargetFactory(link_confirmed=False), SDGTargetFactory(code="10.7")):
        PageSDGTarget.objects.create(page=page, term=target)
    data.active = False
    data.save()
    terms = terms_of(page)
    assert [one.code for one in terms["themes"]] == ["diaspora"]
    assert [one.code for one in terms["sdg_targets"]] == ["10.7"]
