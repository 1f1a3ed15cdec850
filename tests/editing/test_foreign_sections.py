"""An editor of one section learns nothing of what is hidden in another (SEC13, SEC15)."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import PageViewRestriction, ReferenceIndex

from common.models import SiteImage
from news.models import BlogIndexPage, BlogPage, NewsIndexPage, NewsPage
from tests.factories import home as make

pytestmark = pytest.mark.django_db

CANARY = "Zeisig"  # in the title of everything that is hidden


@pytest.fixture
def hidden(editor):
    """Outside the section: a draft, a page for a group, and a picture that both use."""
    picture = SiteImage.objects.create(
        title="Map", description="A map", file="images/a.png", width=10, height=10, collection_id=1
    )
    draft = make.section(BlogIndexPage).add_child(
        instance=BlogPage(
            title=f"{CANARY} draft", slug="hidden-draft", live=False, owner=editor, image=picture
        )
    )
    draft.save_revision(user=editor)
    closed = make.an_entry(title=f"{CANARY} closed", image=picture)
    rule = PageViewRestriction.objects.create(page=closed, restriction_type="groups")
    rule.groups.add(Group.objects.create(name="A group of members"))
    waiting = make.section(BlogIndexPage).add_child(
        instance=BlogPage(title=f"{CANARY} waiting", slug="hidden-waiting", live=False)
    )
    waiting.save_revision(user=editor)
    waiting.get_workflow().start(waiting, editor)
    for page in (draft, closed, waiting):
        ReferenceIndex.create_or_update_for_object(page)
    return {"draft": draft, "closed": closed, "waiting": waiting, "picture": picture}


def addresses(hidden):
    """Wherever the admin lists pages, looks for them, or tells of one."""
    blog, news = make.section(BlogIndexPage), make.section(NewsIndexPage)
    yield reverse("wagtailadmin_home")
    yield reverse("wagtailadmin_explore", args=[blog.pk])
    yield reverse("wagtailadmin_explore", args=[news.pk])
    yield reverse("wagtailadmin_pages:search") + f"?q={CANARY}"
    yield reverse("wagtailadmin_choose_page")
    yield reverse("wagtailadmin_choose_page_child", args=[blog.pk])
    yield reverse("wagtailadmin_choose_page_search") + f"?q={CANARY}"
    yield reverse("wagtailadmin_api:pages:listing") + f"?child_of={blog.pk}"
    yield reverse("wagtailadmin_api:pages:listing") + f"?search={CANARY}"
    yield reverse("wagtailadmin_reports:site_history")
    yield reverse("wagtailadmin_reports:aging_pages")
    yield reverse("wagtailadmin_reports:workflow")
    yield reverse("wagtailadmin_reports:workflow_tasks")
    yield reverse("wagtailadmin_reports:locked_pages")
    yield reverse("wagtail_localize:translations_report")
    yield reverse("wagtailimages:image_usage", args=[hidden["picture"].pk])
    yield reverse("wagtailadmin_pages:type_use", args=["news", "blogpage"])
    for kind in ("draft", "closed", "waiting"):
        pk = hidden[kind].pk
        for name in (
            "edit",
            "history",
            "usage",
            "copy",
            "delete",
            "move",
            "unpublish",
            "view_draft",
        ):
            yield reverse(f"wagtailadmin_pages:{name}", args=[pk])
        yield reverse("wagtailadmin_api:pages:detail", args=[pk])
        yield reverse("wagtailadmin_choose_page_child", args=[pk])
        yield reverse("wagtail_localize:submit_page_translation", args=[pk])
        yield reverse("wagtailadmin_pages:workflow_history", args=[pk])
        yield reverse(
            "wagtailadmin_pages:revisions_view", args=[pk, hidden[kind].latest_revision_id or 0]
        )


@pytest.mark.slow  # sixty pages of the admin, drawn
def test_no_view_of_the_admin_names_what_is_hidden_elsewhere(hidden, news_editor, client):
    client.force_login(news_editor)
    told = [one for one in addresses(hidden) if names_something(client.get(one, follow=True))]
    assert told == []


@pytest.mark.slow  # sixty pages of the admin, drawn
def test_the_same_views_do_name_it_to_who_works_there(hidden, editor, client):
    """Else the test above looks into empty rooms."""
    client.force_login(editor)
    told = [one for one in addresses(hidden) if names_something(client.get(one, follow=True))]
    assert len(told) > 30


def test_the_chooser_offers_what_one_may_link_to(hidden, news_editor, client):
    """Everything published for everybody, and one's own drafts."""
    make.an_entry(title="Open to all")
    own = make.section(NewsIndexPage).add_child(
        instance=NewsPage(title="Own draft", slug="own", live=False)
    )
    client.force_login(news_editor)
    for parent, title in ((BlogIndexPage, "Open to all"), (NewsIndexPage, own.title)):
        url = reverse("wagtailadmin_choose_page_child", args=[make.section(parent).pk])
        assert title in client.get(url).content.decode()


def names_something(answer):
    """The word in the search box is the reader's own."""
    kinds = ("draft", "closed", "waiting")
    html = answer.content.decode(errors="replace")
    return answer.status_code == 200 and any(f"{CANARY} {kind}" in html for kind in kinds)
