"""The first page of the admin: what waits for me, nothing else (look.md, editor dashboard)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from common import desk
from common.models import SiteImage
from news.models import NewsIndexPage, NewsPage
from tests.factories import home as make

pytestmark = pytest.mark.django_db


def a_draft(user, title="A draft", language="en", **fields):
    parent = make.section(NewsIndexPage, language)
    slug = title.lower().replace(" ", "-")
    page = parent.add_child(
        instance=NewsPage(title=title, slug=slug, live=False, locale=parent.locale, **fields)
    )
    page.save_revision(user=user)
    return NewsPage.objects.get(pk=page.pk)


def make_image(title, description):
    """A row: the desk opens no file."""
    fields = {"file": "images/a.png", "width": 10, "height": 10, "collection_id": 1}
    return SiteImage.objects.create(title=title, description=description, **fields)


def titles(panel, user):
    return [row.title for row in panel().rows(user)]


def test_my_drafts_are_mine_and_those_in_review_or_scheduled_are_not_among_them(
    editor, other_editor
):
    a_draft(editor, "Mine")
    a_draft(other_editor, "Not mine")
    waiting = a_draft(editor, "In review")
    waiting.get_workflow().start(waiting, editor)
    later = a_draft(editor, "Later", go_live_at=timezone.now() + timedelta(days=2))
    later.get_latest_revision().publish(user=editor)
    assert titles(desk.DraftsPanel, editor) == ["Mine"]


def test_the_schedule_says_what_comes_and_what_goes_the_next_first(editor, news_editor):
    now = timezone.now()
    later = a_draft(editor, "Comes", go_live_at=now + timedelta(days=2))
    later.get_latest_revision().publish(user=editor)
    make.a_news(title="Goes", expire_at=now + timedelta(days=1))
    assert titles(desk.SchedulePanel, editor) == ["Goes", "Comes"]
    assert titles(desk.SchedulePanel, news_editor) == ["Goes", "Comes"]


def test_a_translation_is_out_of_date_once_its_original_is_published_anew(editor):
    page = make.a_news(title="News")
    french = page.copy_for_translation(make.section(NewsIndexPage, "fr").locale)
    french.save_revision().publish()
    assert titles(desk.OutdatedPanel, editor) == []
    page.title = "News, corrected"
    page.save_revision().publish()
    assert titles(desk.OutdatedPanel, editor) == [french.title]


def test_a_page_that_lacks_a_language_leads_to_its_translation(editor):
    page = make.a_news(title="Only English", first_published_at=timezone.now())
    row = desk.UntranslatedPanel().rows(editor)[0]
    assert row.title == "Only English"
    assert row.url == reverse("wagtail_localize:submit_page_translation", args=[page.pk])
    assert "French" in row.note
    assert "Spanish" in row.note


def test_a_picture_without_a_description_is_named_to_who_may_describe_it(editor, moderator):
    bare = make_image(title="A bridge", description="")
    make_image(title="A road", description="A road")
    assert titles(desk.PicturesPanel, editor) == [bare.title]
    assert titles(desk.PicturesPanel, moderator) == []


def test_the_first_page_shows_reviews_first_and_no_empty_panel(editor, news_editor, client):
    waiting = a_draft(news_editor, "For the second person")
    waiting.get_workflow().start(waiting, news_editor)
    a_draft(editor, "Mine")
    client.force_login(editor)
    html = client.get(reverse("wagtailadmin_home")).content.decode()
    assert html.index("For the second person") < html.index("my-drafts")
    assert 'id="scheduled' not in html
    assert "Pictures without a description" not in html


@pytest.mark.parametrize("role", ["moderator", "news_editor", "editor", "administrator"])
def test_the_first_page_stays_within_its_budget_however_much_waits(
    role, editor, request, client, django_assert_max_num_queries
):
    user = request.getfixturevalue(role)
    for number in range(6):
        a_draft(user if role != "moderator" else editor, f"Draft {number}")
        make.a_news(title=f"News {number}")
    client.force_login(user)
    client.get(reverse("wagtailadmin_home"))
    with django_assert_max_num_queries(60):
        assert client.get(reverse("wagtailadmin_home")).status_code == 200


def test_nobody_is_shown_what_lies_outside_their_section(news_editor):
    page = make.a_news(title="In the section", expire_at=timezone.now() + timedelta(days=1))
    outside = Page.objects.get(slug="home").get_children().get(slug="library")
    Page.objects.filter(pk=outside.pk).update(expire_at=timezone.now() + timedelta(days=1))
    assert titles(desk.SchedulePanel, news_editor) == [page.title]
