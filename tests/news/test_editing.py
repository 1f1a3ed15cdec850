"""Editors: few fields first, drafts never blocked, rules hold when publishing."""

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import (
    inline_formset,
    nested_form_data,
    rich_text,
    streamfield,
)

from news.models import BlogPage, InterviewPage, NewsPage
from tests.factories import news

A_QUESTION = {"question": "Why?", "short": "", "answer": rich_text("<p>So.</p>")}
ADD = "wagtailadmin_pages:add"


def form_of(**fields):
    """What the editor sends; everything that is not named is empty."""
    return nested_form_data(
        {
            "title": "A new item",
            "slug": "a-new-item",
            "summary": "What it says.",
            "date": "2026-11-20",
            "body": streamfield([]),
            "related_links": inline_formset([]),
            "comments": inline_formset([]),
        }
        | fields
    )


def an_interview_form(**fields):
    empty = {
        "interviewee": "A Person",
        "date": "",
        "questions": streamfield([]),
        "transcript": "null",
    }
    return form_of(**empty | fields)


@pytest.fixture
def editor(admin, client):
    client.force_login(admin)
    return client


def publish(client, model, parent, form):
    url = reverse(ADD, args=(model._meta.app_label, model._meta.model_name, parent.pk))
    return client.post(url, form | {"action-publish": "1"})


def save_draft(client, model, parent, form):
    url = reverse(ADD, args=(model._meta.app_label, model._meta.model_name, parent.pk))
    return client.post(url, form)


def errors_of(response):
    assert response.status_code == 200
    return response.context["form"].errors


def test_a_news_item_needs_a_title_a_date_and_nothing_else(editor, news_list):
    response = publish(editor, NewsPage, news_list, form_of(summary=""))
    assert response.status_code == 302
    assert NewsPage.objects.live().get().title == "A new item"


def test_a_blog_entry_needs_somebody_who_signs(editor, db):
    nobody = form_of(authors=inline_formset([]))
    response = publish(editor, BlogPage, news.blog(), nobody)
    assert response.status_code == 200
    assert not BlogPage.objects.exists()
    author = {"name": "Amina Voorbeeld", "role": "", "organisation": "", "member": ""}
    signed = form_of(authors=inline_formset([author]))
    assert publish(editor, BlogPage, news.blog(), signed).status_code == 302


@pytest.mark.parametrize(
    ("fields", "at"),
    [
        ({}, "questions"),
        ({"video_url": "https://example.org/film"}, "transcript"),
        (
            {"questions": streamfield([("question", A_QUESTION)])},
            "agreement",
        ),
        ({"date": "2016-13", "source_url": "https://example.org/"}, "date"),
    ],
    ids=["nothing to read", "film without text", "no agreement", "broken date"],
)
def test_an_interview_is_published_with_words_and_agreement_only(fields, at, editor, series):
    """platform.md §13; any of these may be saved as a draft."""
    form = an_interview_form(**fields)
    assert at in errors_of(publish(editor, InterviewPage, series, form))
    if at != "date":
        assert save_draft(editor, InterviewPage, series, form).status_code == 302


@pytest.mark.parametrize(
    "fields",
    [
        {"source_url": "https://example.org/talk", "source_name": "ICMPD"},
        {
            "video_url": "https://example.org/film",
            "transcript": rich_text("<p>Hello.</p>"),
            "agreement": "By mail, 2 November 2026",
        },
    ],
    ids=["elsewhere", "film with text"],
)
def test_an_interview_with_a_place_to_read_or_hear_it_is_published(fields, editor, series):
    response = publish(editor, InterviewPage, series, an_interview_form(**fields))
    assert response.status_code == 302
    assert InterviewPage.objects.live().exists()


def test_the_note_of_agreement_is_for_editors(interview, client):
    assert "By mail, 2 November" not in client.get(interview.url).content.decode()


def test_members_do_not_reach_the_form(client, member, news_list):
    client.force_login(member)
    assert publish(client, NewsPage, news_list, form_of()).status_code in {302, 403}
    assert not NewsPage.objects.exists()
