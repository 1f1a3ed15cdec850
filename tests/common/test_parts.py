"""Parts of pages that are kept: for whom, how long, and never for anybody else (SEC6, PERF3)."""

from itertools import count

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.core.cache import caches
from django.utils.translation import override
from wagtail.models import Page, PageViewRestriction

from common import parts, tiers
from common.page_cache import forget_pages
from common.parts import part
from common.parts import parts as parts_of
from tests.factories.members import UserFactory
from tests.factories.pages import child, site_root


@pytest.fixture
def kept(settings, db):
    settings.PARTS_KEPT_SECONDS = 60
    for cache in ("local", "pages"):
        caches[cache].clear()


@pytest.fixture
def make(kept):
    """Makes 1, 2, 3: what is asked twice and kept stays the same."""
    numbers = count(1)
    return lambda: [next(numbers)]


@pytest.fixture
def closed_to_others(kept):
    """A page that only one group sees."""
    group = Group.objects.create(name="Inner circle")
    restriction = PageViewRestriction.objects.create(
        page=child(Page, site_root(), "inner"),
        restriction_type=PageViewRestriction.GROUPS,
    )
    restriction.groups.add(group)
    return group


def test_a_part_is_made_once(make, anonymous):
    assert part("list", viewer=anonymous, make=make) == [1]
    assert part("list", viewer=anonymous, make=make) == [1]


def test_nothing_is_kept_where_the_settings_say_so(make, settings, anonymous):
    settings.PARTS_KEPT_SECONDS = 0
    assert part("list", viewer=anonymous, make=make) == [1]
    assert part("list", viewer=anonymous, make=make) == [2]


def test_a_publication_forgets_it(make, anonymous, django_capture_on_commit_callbacks):
    part("list", viewer=anonymous, make=make)
    with django_capture_on_commit_callbacks(execute=True):
        forget_pages()
    assert part("list", viewer=anonymous, make=make) == [2]


@pytest.mark.parametrize("about", [(1,), (2,), ("1",), (None,)])
def test_what_it_depends_on_tells_parts_apart(make, about, anonymous):
    part("list", viewer=anonymous, make=make)
    assert part("list", *about, viewer=anonymous, make=make) == [2]


def test_each_language_has_its_own(make, anonymous):
    part("list", viewer=anonymous, make=make)
    with override("fr"):
        assert part("list", viewer=anonymous, make=make) == [2]


def test_who_sees_the_same_shares_it(make, closed_to_others, anonymous):
    part("list", viewer=anonymous, make=make)
    assert part("list", viewer=UserFactory(), make=make) == [1]


def test_who_sees_more_does_not(make, closed_to_others, anonymous):
    insider = UserFactory()
    insider.groups.add(closed_to_others)
    assert part("list", viewer=insider, make=make) == [1]
    assert part("list", viewer=anonymous, make=make) == [2]
    assert part("list", viewer=UserFactory(is_superuser=True), make=make) == [1]  # as much


def test_who_leaves_a_group_is_answered_as_others_at_once(make, closed_to_others):
    """SEC6: on the next request, for parts that are kept too."""
    member = UserFactory()
    member.groups.add(closed_to_others)
    part("list", viewer=member, make=make)
    member.groups.clear()
    next_request = type(member).objects.get(pk=member.pk)
    assert part("list", viewer=next_request, make=make) == [2]


def test_two_parts_that_share_a_slot_are_told_apart(make, monkeypatch, anonymous):
    monkeypatch.setattr(parts, "SLOTS", 1)
    assert part("one", viewer=anonymous, make=make) == [1]
    assert part("other", viewer=anonymous, make=make) == [2]
    assert part("other", viewer=anonymous, make=make) == [2]


def test_made_up_states_do_not_push_pages_out(make, monkeypatch, anonymous):
    monkeypatch.setattr(parts, "SLOTS", 8)
    for number in range(100):
        part("list", number, viewer=anonymous, make=make)
    assert len(caches["pages"]._cache) <= 8 + 1  # and the generation


def test_a_full_disk_is_no_error(make, monkeypatch, anonymous):
    def is_full(*_args, **_kwargs):
        raise OSError("No space left on device")

    tiers.generation()
    monkeypatch.setattr(caches["pages"], "set", is_full)
    assert part("list", viewer=anonymous, make=make) == [1]


def test_nobody_in_particular_needs_no_query(make, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert part("site", viewer=None, make=make) == [1]


def test_a_stranger_and_a_visitor_are_the_same(make, anonymous):
    part("list", viewer=anonymous, make=make)
    assert part("list", viewer=AnonymousUser(), make=make) == [1]


def test_what_is_kept_holds_no_long_key(make, anonymous):
    """What a part depends on may be as long as an address; the memory of a worker is not."""
    part("list", "x" * 8000, viewer=anonymous, make=make)
    kept = [caches["local"].get(f"part:{parts.release()}:{slot}") for slot in range(parts.SLOTS)]
    assert [len(one.key) < 200 for one in kept if one] == [True]


def test_another_release_reads_nothing_of_this_one(make, monkeypatch, anonymous):
    """Their classes may differ: during a release both run, on one cache (OPS7)."""
    part("list", viewer=anonymous, make=make)
    monkeypatch.setattr(parts, "release", lambda: "the-next-one")
    assert part("list", viewer=anonymous, make=make) == [2]


def test_many_parts_are_made_together_and_only_those_that_are_not_kept(
    kept, monkeypatch, anonymous
):
    monkeypatch.setattr(parts, "SLOTS", 2**64)
    asked = []

    def make(abouts):
        asked.append(list(abouts))
        return {about: f"made for {about[0]}" for about in abouts}

    part("list", 1, viewer=anonymous, make=lambda: "kept")
    found = parts_of("list", [(1,), (2,), (3,), (2,)], viewer=anonymous, make=make)
    assert found == {(1,): "kept", (2,): "made for 2", (3,): "made for 3"}
    assert part("list", 3, viewer=anonymous, make=lambda: "again") == "made for 3"
    assert asked == [[(2,), (3,)]]
    assert parts_of("list", [], viewer=anonymous, make=make) == {}
