"""The search: words in titles and summaries, whatever is typed."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction

from library.models import LibraryPage
from tests.factories import home as make

pytestmark = pytest.mark.django_db


def found_by(client, query, **more):
    answer = client.get("/en/search/", {"q": query} | more)
    assert answer.status_code == 200
    return [row.title for row in answer.context["listed"] or []]


def test_nothing_is_listed_before_something_is_asked(everything, client):
    answer = client.get("/en/search/")
    assert answer.context["listed"] is None


def test_words_are_found_in_titles_and_summaries_of_every_type(everything, client):
    make.a_news(title="Other", summary="The guide is out.")
    assert {"Operational guide", "Other", "Learn"} <= set(found_by(client, "guide"))
    assert found_by(client, "TALK dakar") == ["A talk in Dakar"]
    assert found_by(client, "Senegal") == ["Senegal"]


def test_titles_come_before_summaries(everything, client):
    make.a_news(title="Newer", summary="The guide is out.")
    assert found_by(client, "guide")[0] == "Operational guide"


def test_types_are_counted_and_choosing_one_gives_as_many(everything, client):
    answer = client.get("/en/search/", {"theme": "diaspora"})
    (types,) = [facet for facet in answer.context["facets"].facets if facet.key == "type"]
    for choice in types.choices:
        assert len(found_by(client, "", theme="diaspora", type=choice.value)) == choice.count


def test_private_pages_and_drafts_are_not_found(everything, client):
    """SEC13."""
    secret = make.a_record(title="Canary of the closed room")
    PageViewRestriction.objects.create(page=secret, restriction_type="login")
    make.a_news(title="Canary in draft").unpublish()
    answer = client.get("/en/search/", {"q": "canary"})
    assert answer.context["facets"].total == 0
    assert b"closed room" not in answer.content
    PageViewRestriction.objects.create(page=make.section(LibraryPage), restriction_type="login")
    assert found_by(client, "Operational") == []


def test_a_member_finds_what_members_may_read(everything, client, member):
    secret = make.a_record(title="Canary of the closed room")
    PageViewRestriction.objects.create(page=secret, restriction_type="login")
    client.force_login(member)
    assert found_by(client, "canary") == ["Canary of the closed room"]


def test_a_search_without_result_says_what_to_do(everything, client):
    answer = client.get("/en/search/", {"q": "operational nonsense"})
    text = answer.content.decode()
    assert 'href="?q=operational"' in text
    assert "?q=" in answer.context["facets"].chips[0].url or answer.context["facets"].chips


@pytest.mark.parametrize(
    "query",
    ["page=0", "page=-1", "page=two", "page=99999999999999999999", "page=2"],
)
def test_pages_out_of_range_are_not_found(query, everything, client):
    assert client.get(f"/en/search/?q=a&{query}").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "type=ghost&theme=nothing&country=zz",
        "q=%00%ff",
        "q=" + "word+" * 500,
        "q=%25_%27%22%3B--",
        "type=resource&type=resource&sort=ghost&facet=ghost",
        "q[]=1&theme[]=2",
    ],
)
def test_bad_filters_are_ignored(query, everything, client):
    # What no text may hold is refused before any view (common.guard).
    expected = 400 if "%00" in query else 200
    assert client.get(f"/en/search/?{query}").status_code == expected


def test_only_reading_is_answered(everything, client):
    assert client.post("/en/search/", {"q": "guide"}).status_code in {403, 405}


@given(text=st.one_of(st.text(max_size=60), st.just("<script>alert(1)</script>")))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_text_is_answered_and_shown_back_escaped(text, everything, client):
    answer = client.get("/en/search/", {"q": text})
    assert answer.status_code == (400 if "\x00" in text else 200)
    assert b"<script>alert" not in answer.content


@pytest.mark.parametrize("more", [0, 50])
def test_the_search_takes_as_many_queries_for_any_number_of_pages(
    more, everything, client, diaspora, django_assert_max_num_queries
):
    for number in range(more):
        make.a_news(title=f"Guide {number}", themes=[diaspora])
    client.get("/en/search/?q=warm")
    with django_assert_max_num_queries(12):
        assert client.get("/en/search/?q=guide&theme=diaspora").status_code == 200
