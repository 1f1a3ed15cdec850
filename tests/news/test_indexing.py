"""What of the news is found, and by which words."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import AnonymousUser

from common.indexing import Ageing, changed, kind, page_key, registry
from members.models import Organisation
from members.services import erase_account
from news.indexing import BlogAdapter
from news.models import BlogAuthor
from tests.common.indexing.acts import document_of, words_of
from tests.factories.members import ProfileFactory
from tests.factories.news import a_blog_entry, a_news_item, a_series, an_interview

CANARY = "xylophagous"


@pytest.fixture(autouse=True)
def _database(db):
    pass


@pytest.fixture
def signed():
    """An entry that a member signed, who gave no other name for it."""
    author = ProfileFactory(display_name=f"Ana {CANARY}", display_name_visibility="members")
    page = a_blog_entry(author="")
    BlogAuthor.objects.filter(page=page).update(member=author.user, role="", organisation="")
    return page, author


def test_what_news_is_ages():
    assert {kind(code).ageing for code in ("news", "blog", "interview")} == {Ageing.NEWS}
    assert kind("interview-series").ageing is Ageing.NEVER


def test_news_is_dated_by_its_day_and_found_by_its_source():
    document = document_of(a_news_item(date=date(2024, 3, 5), source_name="The Daily Example"))
    assert document.published_at == datetime(2024, 3, 5, tzinfo=UTC)
    assert document.year == 2024
    assert "The Daily Example" in document.labels


def test_an_entry_is_found_by_the_name_given_for_it():
    assert "Amina Voorbeeld" in document_of(a_blog_entry()).labels


def test_a_name_that_guests_do_not_see_finds_nothing_not_even_for_members(signed):
    """Else a search would tie a person to what they signed for members only (search.md §2)."""
    page, author = signed
    assert CANARY not in words_of(document_of(page))
    author.display_name_visibility = "public"
    author.save()
    assert author.display_name in document_of(page).labels


def test_the_byline_is_made_for_who_reads(signed, member):
    page, author = signed
    key = page_key(page.pk)
    assert BlogAdapter().bylines(AnonymousUser(), [key]) == {key: "A member"}
    assert BlogAdapter().bylines(member, [key]) == {key: author.display_name}
    assert registry.bylines(member, {key: "blog"}) == {key: author.display_name}


@pytest.mark.parametrize("entries", [1, 3])
def test_bylines_cost_one_query(entries, django_assert_num_queries):
    keys = [page_key(a_blog_entry(slug=f"e{number}").pk) for number in range(entries)]
    with django_assert_num_queries(1):
        assert len(BlogAdapter().bylines(AnonymousUser(), keys)) == entries


def test_a_profile_that_is_saved_names_what_its_member_signed(signed):
    page, author = signed
    told = set()

    def hear(keys, **kwargs):
        told.update(keys)

    changed.connect(hear)
    author.save()
    changed.disconnect(hear)
    assert told == {page_key(page.pk)}


def test_an_erased_author_is_found_by_name_no_longer(signed, admin):
    """PRV2: not even until the nightly repair."""
    page, author = signed
    author.display_name_visibility = "public"
    author.save()
    told = set()

    def hear(keys, **kwargs):
        told.update(keys)

    changed.connect(hear)
    erase_account(actor=admin, member=author.user)
    changed.disconnect(hear)
    assert page_key(page.pk) in told
    assert CANARY not in words_of(document_of(page))


def test_an_interview_is_found_by_questions_answers_and_who_speaks():
    body = Organisation.objects.create(name="An agency", acronym="AGY", other_names=["Agence"])
    page = an_interview(
        organisation=body,
        questions=[
            ("question", {"question": "Why letters?", "answer": "<p>People read them.</p>"})
        ],
        pull_quote="Begin with people.",
        date="2016-05",
        agreement=CANARY,
    )
    document = document_of(page)
    for words in ("Why letters?", "People read them.", "Begin with people."):
        assert words in document.body
    assert {"Naozad Hodiwala", "Project Officer", "An agency", "AGY", "Agence"} <= {
        *document.labels
    }
    assert document.year == 2016
    assert document.published_at == page.first_published_at


def test_what_an_interviews_page_does_not_show_is_not_found():
    """The note on the agreement, what is said in a film that is not there, a quote of a summary."""
    page = an_interview(
        agreement=CANARY,
        transcript=f"<p>{CANARY}</p>",
        pull_quote=CANARY,
        is_summary=True,
        questions=[("question", {"question": "Why?", "answer": "<p>So.</p>"})],
    )
    assert CANARY not in words_of(document_of(page))


def test_what_is_said_in_a_film_is_found():
    page = an_interview(video_url="https://vimeo.com/1", transcript="<p>Money sent home.</p>")
    assert "Money sent home." in document_of(page).body


def test_a_series_is_found_by_its_hashtag_and_dated_by_when_it_ran():
    document = document_of(a_series(hashtag="#conversations", month="2016-05"))
    assert "#conversations" in document.labels
    assert document.published_at == datetime(2016, 5, 1, tzinfo=UTC)
