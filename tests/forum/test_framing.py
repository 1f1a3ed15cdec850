"""The text that opens a thread of a discussion stands as long as the thread (forum.md §4)."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from forum import permissions, services
from forum.models import Contribution, PostState, ReportState
from tests.factories import discussions as given
from tests.factories import forum as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def discussion():
    return given.opened()


@pytest.fixture(params=["question", "general"])
def framing(request, discussion):
    topic = discussion.general_topic if request.param == "general" else given.topic_of(discussion)
    return make.fresh(topic.first_post)


@pytest.fixture
def host(discussion):
    return given.host_of(discussion)


ACTS = {
    "edit": lambda who, post: services.edit_post(
        member=who, post=post, body="Other words.", base_revision=1, reason="Clearer"
    ),
    "withdraw": lambda who, post: services.withdraw_post(member=who, post=post),
    "hide": lambda who, post: services.hide_post(moderator=who, post=post, reason="Off topic"),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("role", ["host", "moderator", "forum_admin"])
def test_nobody_edits_withdraws_or_hides_it(act, role, framing, request):
    user = request.getfixturevalue(role)
    may = (
        permissions.can_edit_post(user, framing),
        permissions.can_withdraw_post(user, framing),
        permissions.can_take_down(user, framing),
    )
    assert may == (False, False, False)
    with pytest.raises(PermissionDenied):
        ACTS[act](user, framing)
    assert make.fresh(framing).contribution.state == PostState.PUBLISHED


def test_the_database_keeps_it_published(framing):
    rows = Contribution.objects.filter(post=framing)
    for state in set(PostState.values) - {PostState.PUBLISHED}:
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(state=state)


@pytest.mark.parametrize("role", ["host", "moderator"])
def test_its_menu_offers_none_of_it(role, framing, client, request):
    client.force_login(request.getfixturevalue(role))
    page = client.get(f"/en/forum/t/{framing.topic_id}/", follow=True).content
    post = BeautifulSoup(page, "html.parser").select_one(f"#post-{framing.pk}")
    leads = {link["href"].rstrip("/").rsplit("/", 1)[-1] for link in post.select(".menu__panel a")}
    assert not leads & {"edit", "withdraw", "moderate"}


@pytest.mark.parametrize("below", ["edit", "withdraw"])
def test_its_host_is_told_where_it_is_changed(below, framing, host, client):
    client.force_login(host)
    answer = client.get(f"/en/forum/p/{framing.pk}/{below}/")
    assert answer.status_code == 403
    assert "changed on the page of the e-discussion" in answer.content.decode()


def test_a_report_about_it_is_decided_without_hiding_it(framing, client, moderator):
    services.report_post(member=make.person(), post=framing, reason="off_topic")
    with pytest.raises(PermissionDenied):
        services.decide_reports(
            moderator=moderator, post=framing, outcome=ReportState.UPHELD, action="hide"
        )
    client.force_login(moderator)
    address = f"/en/forum/p/{framing.pk}/moderate/"
    page = BeautifulSoup(client.get(address).content, "html.parser")
    outcomes = {one["value"] for one in page.select("[name=d-outcome]")}
    assert outcomes == {"upheld-note", "declined"}
    sent = {"act": "decide", "d-outcome": "upheld-note"}
    assert client.post(address, sent).status_code == 303
    page = client.get(address).content.decode()
    assert "changed on the page of the e-discussion" in page
    assert "Hide post" not in page
