"""Whoever may not publish publishes by no path, forged or forgotten (C13, SEC15)."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, Locale, Page
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from common import desk
from news.models import BlogIndexPage, NewsIndexPage, NewsPage
from tests.editing.test_review import form_of
from tests.factories import home as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def own_draft(news_editor):
    page = make.section(NewsIndexPage).add_child(
        instance=NewsPage(title="Own draft", slug="own-draft", live=False, owner=news_editor)
    )
    page.save_revision(user=news_editor)
    return NewsPage.objects.get(pk=page.pk)


@pytest.fixture
def live(editor, news_editor):
    """A page that readers see, with an older revision and a newer draft by the news editor."""
    page = make.a_news(title="As published", slug="as-published")
    page.save_revision(user=editor).publish(user=editor)
    page = NewsPage.objects.get(pk=page.pk)
    page.title = "As drafted"
    page.save_revision(user=news_editor)
    return NewsPage.objects.get(pk=page.pk)


@pytest.fixture
def french(live):
    """The live page as a translation in work that readers see already."""
    source, _is_new = TranslationSource.get_or_create_from_instance(
        NewsPage.objects.get(pk=live.pk)
    )
    locale = Locale.objects.get(language_code="fr")
    translation = Translation.objects.create(source=source, target_locale=locale)
    translation.save_target(publish=False)
    twin = translation.get_target_instance()
    twin.save_revision().publish()
    for segment in source.stringsegment_set.all():
        StringTranslation.objects.create(
            translation_of=segment.string,
            locale=locale,
            context=segment.context,
            data="Sans relecture",
        )
    return NewsPage.objects.get(pk=twin.pk)


def address(name, *args):
    return reverse(f"wagtailadmin_pages:{name}", args=args)


def publish_in_form(client, draft, **_more):
    client.post(
        address("edit", draft.pk), form_of(client, draft) | {"action-publish": "action-publish"}
    )


def schedule_in_form(client, draft, **_more):
    soon = (timezone.now() + timedelta(minutes=1)).strftime("%Y-%m-%d %H:%M")
    form = form_of(client, draft) | {"go_live_at": soon, "action-publish": "action-publish"}
    client.post(address("edit", draft.pk), form)


def publish_in_bulk(client, draft, **_more):
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    client.post(f"{bulk}?next=/cms/&id={draft.pk}", {"include_descendants": "on"})


def publish_as_new(client, draft, **_more):
    parent = make.section(NewsIndexPage)
    form = {"title": "New", "slug": "new", "date": "2026-11-25", "action-publish": "1"}
    client.post(address("add", "news", "newspage", parent.pk), form | {"body-count": "0"})


def copy_and_publish(client, draft, live, **_more):
    parent = make.section(NewsIndexPage)
    for as_alias in ("", "on"):
        form = {
            "new_title": "Copied",
            "new_slug": f"copied{as_alias}",
            "new_parent_page": parent.pk,
            "publish_copies": "on",
            "alias": as_alias,
        }
        client.post(address("copy", draft.pk), form)
        client.post(address("copy", live.pk), form | {"new_slug": f"copied-live{as_alias}"})


def revert_and_publish(client, live, editor, **_more):
    first = live.revisions.order_by("created_at").first()
    client.get(address("revisions_revert", live.pk, first.pk))
    form = form_of(client, live) | {"revision": first.pk, "action-publish": "action-publish"}
    client.post(address("edit", live.pk), form)


def move_to_the_front(client, draft, **_more):
    target = make.section(BlogIndexPage)
    client.post(address("move_confirm", draft.pk, target.pk), {})


def unpublish(client, live, **_more):
    client.post(address("unpublish", live.pk), {})


def approve_own(client, draft, news_editor, **_more):
    draft.get_workflow().start(draft, news_editor)
    state = NewsPage.objects.get(pk=draft.pk).current_workflow_task_state
    client.post(address("workflow_action", draft.pk, "approve", state.pk), {})
    client.post(
        address("edit", draft.pk),
        form_of(client, draft)
        | {"action-workflow-action": "true", "workflow-action-name": "approve"},
    )


def publish_translation(client, french, **_more):
    client.post(address("edit", french.pk), {"action": "publish"})


def sync_and_publish_translations(client, french, **_more):
    source = TranslationSource.objects.get(object_id=french.translation_key)
    client.post(
        reverse("wagtail_localize:update_translations", args=[source.pk]),
        {"publish_translations": "on"},
    )


def turn_into_an_alias(client, french, **_more):
    client.post(reverse("wagtail_localize:convert_to_alias", args=[french.pk]), {})


def submit_translation_twice(client, french, **_more):
    """The review begins; readers go on seeing what was published."""
    for _time in range(2):
        client.post(reverse("submit_translation_for_review", args=[french.pk]), {})


PATHS = [
    publish_in_form,
    schedule_in_form,
    publish_in_bulk,
    publish_as_new,
    copy_and_publish,
    revert_and_publish,
    move_to_the_front,
    unpublish,
    approve_own,
    publish_translation,
    sync_and_publish_translations,
    turn_into_an_alias,
    submit_translation_twice,
]


def seen_by_readers():
    pages = NewsPage.objects.live().order_by("pk")
    return list(pages.values_list("pk", "title", "slug", "url_path", "go_live_at"))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.__name__)
def test_what_readers_see_is_not_changed_by_who_may_not_publish(
    path, own_draft, live, french, news_editor, editor, client, django_capture_on_commit_callbacks
):
    before = seen_by_readers()
    client.force_login(news_editor)
    with django_capture_on_commit_callbacks(execute=True):
        path(
            client=client,
            draft=own_draft,
            live=live,
            french=french,
            editor=editor,
            news_editor=news_editor,
        )
    assert seen_by_readers() == before
    assert not Page.objects.filter(pk=own_draft.pk, live=True).exists()
    scheduled = NewsPage.objects.filter(_revisions__approved_go_live_at__isnull=False)
    assert not scheduled.exists()
    assert french.alias_of_id is None
    assert not Page.objects.filter(pk=french.pk, alias_of__isnull=False).exists()


def test_these_paths_do_publish_for_who_may(
    own_draft, french, editor, client, django_capture_on_commit_callbacks
):
    """Else the table above proves nothing."""
    client.force_login(editor)
    with django_capture_on_commit_callbacks(execute=True):
        publish_in_bulk(client, own_draft)
        sync_and_publish_translations(client, french)
    assert NewsPage.objects.get(pk=own_draft.pk).live
    assert NewsPage.objects.get(pk=french.pk).title == "Sans relecture"


# --- A translator who may not publish ---------------------------------------------------------
def test_a_translation_is_reviewed_by_a_second_person_and_then_published(
    french, news_editor, editor, client, django_capture_on_commit_callbacks
):
    client.force_login(news_editor)
    button = reverse("submit_translation_for_review", args=[french.pk])
    assert button in client.get(address("edit", french.pk)).content.decode()
    assert client.get(button).status_code == 200
    client.post(button)
    waiting = NewsPage.objects.get(pk=french.pk)
    assert (waiting.title, waiting.live) == ("As published", True)
    assert waiting.get_latest_revision_as_object().title == "Sans relecture"
    assert button not in client.get(address("edit", french.pk)).content.decode()
    state = waiting.current_workflow_task_state
    approve = address("workflow_action", french.pk, "approve", state.pk)
    client.post(approve)
    assert NewsPage.objects.get(pk=french.pk).title == "As published"
    client.force_login(editor)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(approve)
    assert NewsPage.objects.get(pk=french.pk).title == "Sans relecture"


@pytest.fixture
def elsewhere(site):
    """Published outside the section, with a French twin."""
    page = make.an_entry(title="Elsewhere")
    source, _is_new = TranslationSource.get_or_create_from_instance(page)
    locale = Locale.objects.get(language_code="fr")
    translation = Translation.objects.create(source=source, target_locale=locale)
    translation.save_target(publish=False)
    return page, source, translation


def test_nobody_translates_what_they_may_not_change(elsewhere, news_editor, client):
    page, source, _translation = elsewhere
    spanish = Locale.objects.get(language_code="es")
    client.force_login(news_editor)
    for name, key in (("submit_page_translation", page.pk), ("update_translations", source.pk)):
        url = reverse(f"wagtail_localize:{name}", args=[key])
        assert "Elsewhere" not in client.get(url, follow=True).content.decode()
        client.post(url, {"locales": [spanish.pk], "publish_translations": "on"})
    twins = Page.objects.filter(translation_key=page.translation_key)
    assert set(twins.values_list("locale__language_code", flat=True)) == {"en", "fr"}
    assert not twins.get(locale__language_code="fr").live


def test_the_report_of_translations_names_own_ones_only(
    elsewhere, french, news_editor, editor, moderator, client
):
    report = reverse("wagtail_localize:translations_report")
    shows = {news_editor: (False, True), editor: (True, True), moderator: (False, False)}
    for user, (theirs, own) in shows.items():
        client.force_login(user)
        html = client.get(report).content.decode()
        assert (("Elsewhere" in html), ("As published" in html)) == (theirs, own), user


def test_a_translation_is_made_where_the_translator_may_add_pages(
    live, news_editor, client, administrator
):
    """A section whose rights end at a language: `setup_roles` gives them in each that is laid."""
    group = Group.objects.get(name="News editors")
    spanish = make.section(NewsIndexPage, "es")
    GroupPagePermission.objects.filter(group=group, page=spanish).delete()
    client.force_login(news_editor)
    url = reverse("wagtail_localize:submit_page_translation", args=[live.pk])
    offered = client.get(url).context["form"].fields["locales"].queryset
    assert [one.language_code for one in offered] == ["fr"]
    client.post(url, {"locales": [spanish.locale_id]})
    assert not live.has_translation(spanish.locale)


def test_titles_of_entries_are_for_who_may_edit_them(site, news_editor, editor, client):
    url = reverse("wagtail_localize:snippets_api_listing", args=["taxonomy", "tip"])
    client.force_login(news_editor)
    assert client.get(url).status_code in (302, 403)
    client.force_login(editor)
    assert client.get(url).status_code == 200


def test_no_row_of_the_desk_leads_a_section_editor_into_a_refusal(elsewhere, live, news_editor):
    titles = {row.title for panel in desk.PANELS for row in panel().rows(news_editor)}
    assert "Elsewhere" not in titles
