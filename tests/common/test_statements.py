"""Statements of many branches, composed once (common.statements)."""

from wagtail.models import Page

from common.statements import answers, ids_of, sql_of, these


def test_a_branch_asks_of_the_numbers_that_stand_in_front(db):
    root = Page.objects.get(depth=1)
    branch = sql_of(Page.objects.filter(pk__in=ids_of("wanted")).order_by().values("pk"), "default")
    assert answers({"wanted": these([root.pk, 0])}, [branch, branch], "default") == [
        (root.pk,),
        (root.pk,),
    ]


def test_any_number_of_them_may_stand_there(db):
    """SQLite joins at most 500 SELECTs; a list to be cited has as many, others may have more."""
    rows = answers({"wanted": these(range(1, 2001))}, [("SELECT id FROM wanted", ())], "default")
    assert sorted(rows) == [(number,) for number in range(1, 2001)]


def test_without_branches_nothing_is_asked(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        assert answers({"wanted": these([1])}, [], "default") == []
