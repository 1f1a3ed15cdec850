"""Draft, review by a second person, publication (C13)."""

import pytest
from django.urls import reverse
from wagtail.models import Page, TaskState, WorkflowState
from wagtail.test.utils.form_data import querydict_from_html

from common.models.review import SecondPersonNeeded
from news.models import NewsIndexPage, NewsPage
from tests.factories import home as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(news_editor):
    """A news item that `news_editor` has written and submitted."""
    page = make.section(NewsIndexPage).add_child(
        instance=NewsPage(title="Figures are out", slug="figures", live=False, owner=news_editor)
    )
    page.save_revision(user=news_editor)
    page.get_workflow().start(page, news_editor)
    return NewsPage.objects.get(pk=page.pk)


def may_approve(user, page):
    page = NewsPage.objects.get(pk=page.pk)
    actions = page.current_workflow_task.specific.get_actions(page, user)
    return "approve" in {action for action, _label, _asks in actions}


MAY_APPROVE = {
    "member": False,
    "moderator": False,
    "news_editor": False,  # wrote and submitted it
    "other_news_editor": True,
    "editor": True,
    "administrator": True,
    "admin": True,
}


@pytest.mark.parametrize(("role", "may"), MAY_APPROVE.items())
def test_a_review_is_offered_to_everybody_who_may_edit_but_the_first_person(
    role, may, draft, request
):
    """Twins: get_actions and get_task_states_user_can_moderate."""
    user = request.getfixturevalue(role)
    assert may_approve(user, draft) is may
    assert TaskState.objects.reviewable_by(user).exists() is may


def test_who_changes_the_text_during_the_review_becomes_its_first_person(
    draft, editor, news_editor, other_editor
):
    draft.title = "The figures are out"
    draft.save_revision(user=editor)
    for user, may in ((editor, False), (other_editor, True), (news_editor, True)):
        assert may_approve(user, draft) is may
        assert TaskState.objects.reviewable_by(user).exists() is may


def test_an_approval_that_slips_past_the_buttons_is_refused(draft, news_editor):
    state = draft.current_workflow_task_state
    with pytest.raises(SecondPersonNeeded):
        state.task.specific.on_action(state, news_editor, "approve")
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_IN_PROGRESS


def test_approving_in_the_admin_publishes(draft, editor, client):
    client.force_login(editor)
    state = draft.current_workflow_task_state
    answer = client.post(
        reverse("wagtailadmin_pages:workflow_action", args=[draft.pk, "approve", state.pk])
    )
    assert answer.status_code in (200, 302)
    assert Page.objects.get(pk=draft.pk).live


def form_of(client, page):
    """What the editor's form sends when nobody has touched it."""
    html = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    forms = [querydict_from_html(html, form_index=at) for at in range(html.count("<form"))]
    found = next(one for one in forms if "title" in one)
    return {**found.dict(), "body-count": "0"}


def test_approving_below_the_text_without_touching_it_is_no_edit(draft, editor, client):
    """Found in Chromium: the date looked changed, so the second person became the first."""
    client.force_login(editor)
    act = {"action-workflow-action": "true", "workflow-action-name": "approve"}
    address = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    answer = client.post(address, form_of(client, draft) | act)
    assert answer.status_code == 302
    after = Page.objects.get(pk=draft.pk)
    assert after.live
    assert after.revisions.count() == 1


def test_a_reviewer_who_changes_and_approves_in_one_click_is_told_what_happened(
    draft, editor, client
):
    """The change is kept as a draft; Wagtail would speak of an area one may not enter."""
    client.force_login(editor)
    act = {"action-workflow-action": "true", "workflow-action-name": "approve"}
    address = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    changed = form_of(client, draft) | act | {"title": "Better figures are out"}
    answer = client.post(address, changed, follow=True)
    assert answer.redirect_chain[-1][0] == address
    assert "somebody else has to approve it now" in answer.content.decode()
    after = NewsPage.objects.get(pk=draft.pk)
    assert not after.live
    assert after.get_latest_revision_as_object().title == "Better figures are out"


def test_the_first_person_cannot_approve_in_the_admin(draft, news_editor, client):
    client.force_login(news_editor)
    state = draft.current_workflow_task_state
    client.post(reverse("wagtailadmin_pages:workflow_action", args=[draft.pk, "approve", state.pk]))
    assert not Page.objects.get(pk=draft.pk).live


def test_changes_are_requested_and_the_text_submitted_again(draft, editor, news_editor):
    state = draft.current_workflow_task_state
    state.task.specific.on_action(state, editor, "reject", comment="Name the source.")
    workflow = WorkflowState.objects.get()
    assert workflow.status == WorkflowState.STATUS_NEEDS_CHANGES
    draft.save_revision(user=news_editor)
    workflow.resume(user=news_editor)
    assert not may_approve(news_editor, draft)
    assert may_approve(editor, draft)


def test_a_page_right_of_an_editor_of_one_section_cannot_publish(news_editor, client, site):
    """A forged “publish” saves a draft at most."""
    page = make.a_news(title="Live")
    client.force_login(news_editor)
    assert not page.permissions_for_user(news_editor).can_publish()
    assert not page.permissions_for_user(news_editor).can_unpublish()


@pytest.mark.parametrize("pages", [1, 8])
def test_what_waits_for_me_takes_the_same_queries_for_any_number(
    pages, draft, editor, news_editor, django_assert_max_num_queries
):
    for number in range(pages - 1):
        page = make.section(NewsIndexPage).add_child(
            instance=NewsPage(title=f"Item {number}", slug=f"more-{number}", live=False)
        )
        page.save_revision(user=news_editor)
        page.get_workflow().start(page, news_editor)
    editor.get_all_permissions()
    with django_assert_max_num_queries(6):
        assert len(list(TaskState.objects.reviewable_by(editor))) == pages


def test_every_page_of_every_language_is_reviewed(site, editor):
    for page in Page.objects.filter(depth__gt=1):
        assert page.get_workflow().name == "Second person's review"
