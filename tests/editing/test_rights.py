"""Who may do what with a page: role × where × act, one table (SEC13, SEC14)."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from common.clock import run_job
from news.models import NewsIndexPage, NewsPage
from tests.factories import home as make

pytestmark = pytest.mark.django_db

ACTS = ("add", "edit", "publish", "move", "delete", "unpublish")
NOTHING, WRITES, ALL = "", "add edit", " ".join(ACTS)
# role: (a live page in the news section, one outside it)
MAY = {
    "anonymous": (NOTHING, NOTHING),
    "member": (NOTHING, NOTHING),
    "moderator": (NOTHING, NOTHING),
    "news_editor": (WRITES, NOTHING),
    "editor": (ALL, ALL),
    "administrator": (ALL, ALL),
    "admin": (ALL, ALL),
}


@pytest.fixture
def pages(site):
    """A live page in the section of the news editor, and one outside, each with its section."""
    return make.a_news(title="Inside"), make.an_entry(title="Outside")


def allowed(user, page):
    may, above = page.permissions_for_user(user), page.get_parent().permissions_for_user(user)
    answers = {
        "add": above.can_add_subpage(),
        "edit": may.can_edit(),
        "publish": may.can_publish(),
        "move": may.can_move(),
        "delete": may.can_delete(),
        "unpublish": may.can_unpublish(),
    }
    return {act for act, answer in answers.items() if answer}


@pytest.mark.parametrize(("role", "expected"), MAY.items())
def test_each_role_may_do_this_with_a_page_and_no_more(role, expected, pages, request):
    user = request.getfixturevalue(role)
    for page, acts in zip(pages, expected, strict=True):
        assert allowed(user, page) == set(acts.split()), page.title


@pytest.mark.parametrize(("role", "expected"), MAY.items())
def test_the_admin_opens_a_page_only_for_who_may_edit_it(role, expected, pages, request, client):
    user = request.getfixturevalue(role)
    if user.is_authenticated:
        client.force_login(user)
    for page, acts in zip(pages, expected, strict=True):
        answer = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
        assert (answer.status_code == 200) is ("edit" in acts), page.title


def test_a_forged_publish_of_a_section_editor_leaves_a_draft_at_most(news_editor, pages, client):
    client.force_login(news_editor)
    page, _outside = pages
    client.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        {"title": "Forged", "slug": page.slug, "action-publish": "1", "body-count": 0},
    )
    assert NewsPage.objects.get(pk=page.pk).title == "Inside"


def test_an_own_draft_in_the_section_may_go(news_editor, site):
    draft = make.section(NewsIndexPage).add_child(
        instance=NewsPage(title="Mine", slug="mine", live=False, owner=news_editor)
    )
    assert draft.permissions_for_user(news_editor).can_delete()


def test_the_clock_publishes_what_is_due_and_takes_down_what_has_expired(editor):
    now = timezone.now()
    comes = make.a_news(title="Comes", live=False, go_live_at=now + timedelta(hours=1))
    comes.save_revision(user=editor).publish(user=editor)
    goes = make.a_news(title="Goes", expire_at=now + timedelta(hours=2))
    assert not NewsPage.objects.get(pk=comes.pk).live
    _tick(now + timedelta(hours=1, minutes=1))
    assert NewsPage.objects.get(pk=comes.pk).live
    assert NewsPage.objects.get(pk=goes.pk).live
    _tick(now + timedelta(hours=2, minutes=1))
    assert not NewsPage.objects.get(pk=goes.pk).live


def _tick(moment):
    """The clock's own job, at this moment."""
    with time_machine.travel(moment, tick=False):
        run_job("common.publish_scheduled", as_of=moment)


def test_two_revisions_are_compared_for_a_second_person(editor, other_editor, client, site):
    page = make.a_news(title="Before")
    first = page.save_revision(user=editor)
    page.title = "After"
    second = page.save_revision(user=editor)
    client.force_login(other_editor)
    address = "wagtailadmin_pages:revisions_compare"
    answer = client.get(reverse(address, args=[page.pk, first.pk, second.pk]))
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Before" in html
    assert "After" in html
    draft = client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    assert "After" in draft.content.decode()
