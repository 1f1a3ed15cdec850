"""What happened, for whoever may read of it now."""

import pytest
from django.contrib.auth.models import Group
from django.db.models import Q
from wagtail.models import PageViewRestriction

from activity.models import Entry
from activity.selectors import feed
from activity.services import record
from activity.signals import recorded
from common import audiences
from members.models import AppendOnly
from members.services import erase_account
from tests.factories.home import a_record, make_site
from tests.factories.members import UserFactory


@pytest.fixture
def site(db):
    return make_site()


@pytest.fixture
def page(site):
    return a_record()


def verbs(viewer, **kwargs):
    return [item.entry.verb for item in feed(viewer, **kwargs)]


def test_an_entry_is_kept_as_it_was_written(member, page):
    entry = record(actor=member, verb="test.done", target=page, audience="public")
    for change in (
        lambda: entry.save(),
        lambda: entry.delete(),
        lambda: Entry.objects.update(verb="other"),
        lambda: Entry.objects.all().delete(),
    ):
        with pytest.raises(AppendOnly):
            change()


def test_an_entry_needs_an_audience(member, page):
    with pytest.raises(ValueError, match="audience"):
        record(actor=member, verb="test.done", target=page, audience=[])


READS = {
    "public": {"anonymous", "member", "stranger"},
    "members": {"member", "stranger"},
    "own": {"member"},
    "group": {"member"},
}


@pytest.mark.parametrize(("place", "readers"), READS.items())
def test_the_audience_decides_who_reads_of_it(place, readers, member, anonymous, page):
    group = Group.objects.create(name="Working group")
    member.groups.add(group)
    token = {"own": audiences.user_token(member.pk), "group": audiences.group_token(group.pk)}
    record(actor=member, verb="test.done", target=page, audience=token.get(place, place))
    people = {"anonymous": anonymous, "member": member, "stranger": UserFactory()}
    assert {name for name, who in people.items() if verbs(who)} == readers


def test_who_leaves_the_group_reads_no_more_of_what_happened_in_it(member, page):
    """The audience is judged now, not then."""
    group = Group.objects.create(name="Working group")
    token = audiences.group_token(group.pk)
    record(actor=None, verb="test.done", target=page, audience=token)
    assert verbs(member) == []
    member.groups.add(group)
    assert verbs(member) == ["test.done"]
    member.groups.remove(group)
    assert verbs(member) == []


def test_what_happened_to_a_page_that_is_closed_since_is_not_read(member, anonymous, page):
    record(actor=member, verb="test.done", target=page, audience="public")
    assert verbs(anonymous) == ["test.done"]
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert verbs(anonymous) == []
    assert verbs(member) == ["test.done"]
    page.unpublish()
    assert verbs(member) == []


def test_a_long_row_of_closed_things_does_not_hide_what_is_open(member, page, site):
    record(actor=member, verb="test.open", target=page, audience="public")
    closed = a_record()
    closed.unpublish()
    for _unused in range(70):
        record(actor=member, verb="test.closed", target=closed, audience="public")
    assert verbs(member) == ["test.open"]


def test_newest_first_and_of_whom_one_asks(member, page):
    other = UserFactory()
    record(actor=member, verb="test.first", target=page, audience="public")
    record(actor=other, verb="test.second", target=page, audience="public")
    assert verbs(member) == ["test.second", "test.first"]
    assert verbs(member, among=Q(actor=member)) == ["test.first"]
    assert verbs(member, limit=1) == ["test.second"]


def test_each_kind_of_act_has_a_signal_of_its_own(member, page):
    heard = []

    def listen(entry, target, **kwargs):
        heard.append((entry.verb, target))

    recorded("test.done").connect(listen)
    record(actor=member, verb="test.done", target=page, audience="public")
    record(actor=member, verb="test.other", target=page, audience="public")
    recorded("test.done").disconnect(listen)
    assert heard == [("test.done", page)]


def test_erased_the_acts_stay_and_are_nobodys(member, admin, page):
    record(actor=member, verb="test.done", target=page, audience="public")
    erase_account(actor=admin, member=member)
    assert Entry.objects.get().actor is None


@pytest.mark.parametrize("number", [3, 30])
def test_the_feed_asks_the_same_for_any_number(number, member, site, django_assert_max_num_queries):
    for _unused in range(number):
        record(actor=UserFactory(), verb="test.done", target=a_record(), audience="public")
    reader = type(member).objects.get(pk=member.pk)
    with django_assert_max_num_queries(7):  # places: rooms of the forum, runs of courses
        assert len(feed(reader, limit=40)) == number
