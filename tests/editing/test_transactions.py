"""What a receiver writes lives and dies with the page (house.md)."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import get_resolver

from common.cms import writes_in_transaction


def views_below(resolver):
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from views_below(pattern)
        else:
            yield pattern.callback


def test_every_view_of_the_admin_is_wrapped():
    cms = next(one for one in get_resolver().url_patterns if str(one.pattern) == "cms/")
    views = list(views_below(cms))
    assert len(views) > 100
    for view in views:
        seen, current = set(), view
        while current is not None:
            seen.add(getattr(current, "__code__", None))
            current = getattr(current, "__wrapped__", None)
        inner = writes_in_transaction(lambda request: None).__code__
        assert inner in seen, view


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("method", "is_atomic"), [("get", False), ("post", True), ("delete", True)]
)
def test_writing_requests_run_in_a_transaction_and_reading_ones_do_not(method, is_atomic):
    @writes_in_transaction
    def view(request):
        assert connection.in_atomic_block is is_atomic
        return HttpResponse()

    view(getattr(RequestFactory(), method)("/"))


@pytest.mark.django_db(transaction=True)
def test_a_failing_view_leaves_nothing_behind():
    @writes_in_transaction
    def view(request):
        Group.objects.create(name="Left over")
        raise ValueError("after the write")

    with pytest.raises(ValueError, match="after the write"):
        view(RequestFactory().post("/"))
    assert not Group.objects.filter(name="Left over").exists()
