"""What readers get: lists with filters, articles, and the right answer to bad addresses."""

import json
from datetime import date

import pytest
from wagtail.models import PageViewRestriction

from members.models import MemberProfile, Visibility
from news.models import BlogAuthor, RelatedLink
from tests.factories import news
from tests.factories.taxonomy import CountryFactory, ThemeFactory

LISTS = ["news", "blog", "interviews"]


def text_of(response):
    return response.content.decode()


@pytest.fixture
def lists(db):
    """The three lists, empty."""
    return news.news_list(), news.blog(), news.interview_list()


@pytest.mark.parametrize("name", LISTS)
def test_an_empty_list_says_what_will_be_there(name, lists, client):
    response = client.get(f"/en/whats-new/{name}/")
    assert response.status_code == 200
    assert "Nothing has been published here yet" in text_of(response)


def test_a_list_shows_what_it_holds_newest_first(client):
    news.a_news_item(title="Older", date=date(2024, 1, 1))
    news.a_news_item(title="Newer", date=date(2026, 1, 1))
    page = text_of(client.get("/en/whats-new/news/"))
    assert page.index("Newer") < page.index("Older")
    assert "2 texts" in page


def test_theme_country_and_year_narrow_a_list(client):
    data, rights = ThemeFactory(code="data"), ThemeFactory(code="rights")
    senegal = CountryFactory(code="SN")
    news.a_news_item(title="Alpha", themes=[data], countries=[senegal], date=date(2025, 5, 1))
    news.a_news_item(title="Beta", themes=[rights], date=date(2026, 5, 1))
    for query in ("theme=data", "country=SN", "year=2025", "q=alph"):
        page = text_of(client.get(f"/en/whats-new/news/?{query}"))
        assert "Alpha" in page, query
        assert "Beta" not in page, query


def test_filters_that_leave_nothing_lead_back(news_item, client):
    page = text_of(client.get("/en/whats-new/news/?q=zzz"))
    assert "Nothing fits all these filters" in page


@pytest.mark.parametrize(
    "query",
    [
        "theme=nonsense",
        "year=20x6",
        "country=%01",
        "q=%01%ff",
        "sort=nonsense",
        "facet=nonsense",
        "unknown=1&unknown=2",
        "theme=" + "x" * 5000,
        "year=99999999999999999999",
        "q=<script>alert(1)</script>",
    ],
)
@pytest.mark.parametrize("name", LISTS)
def test_filters_that_nobody_knows_are_ignored(name, query, lists, client):
    response = client.get(f"/en/whats-new/{name}/?{query}")
    assert response.status_code == 200
    assert "<script>alert" not in text_of(response)


@pytest.mark.parametrize("query", ["country=%00", "q=a%00b", "page=%00"])
@pytest.mark.parametrize("name", LISTS)
def test_a_null_byte_is_refused_before_any_list_is_asked(name, query, lists, client):
    """SEC26, common.guard: PostgreSQL knows no null byte in a text."""
    assert client.get(f"/en/whats-new/{name}/?{query}").status_code == 400


@pytest.mark.parametrize("page", ["0", "-1", "2", "x", "1.5", "9" * 5000])
def test_a_page_that_is_not_there_answers_404(page, news_item, client):
    assert client.get(f"/en/whats-new/news/?page={page}").status_code == 404


def test_a_long_list_is_cut_at_twenty(client):
    for number in range(21):
        news.a_news_item(title=f"Item no. {number:02}", date=date(2026, 1, 1 + number))
    first = text_of(client.get("/en/whats-new/news/"))
    second = text_of(client.get("/en/whats-new/news/?page=2"))
    assert "Item no. 20" in first
    assert "Item no. 00" not in first
    assert "Item no. 00" in second


def test_an_article_says_type_date_time_to_read_and_language(news_item, client):
    page = text_of(client.get(news_item.url))
    for words in ("News", "20 November 2026", "1 minute to read", "English"):
        assert words in page


def test_markup_in_every_field_stays_text(client):
    bad = "<script>alert(1)</script>"
    item = news.a_news_item(
        title=bad, summary=bad, source_name=bad, source_url="https://example.org/"
    )
    entry = news.a_blog_entry(title=bad, author=bad)
    talk = news.an_interview(title=bad, interviewee=bad, role=bad, source_name=bad, interviewer=bad)
    for page in (item, entry, talk):
        assert "<script>alert" not in text_of(client.get(page.url))
    for name in LISTS:
        assert "<script>alert" not in text_of(client.get(f"/en/whats-new/{name}/"))


def test_a_blog_entry_names_its_authors(blog_entry, client):
    assert "Amina Voorbeeld" in text_of(client.get(blog_entry.url))


def test_a_member_who_signs_is_named_to_those_who_may_know(blog_entry, client, member):
    """platform.md §7: only `byline_for` prints a person."""
    profile = MemberProfile.objects.get_or_create(user=member)[0]
    profile.display_name, profile.display_name_visibility = "Zora Neale", Visibility.MEMBERS
    profile.save()
    blog_entry.authors.all().delete()
    BlogAuthor.objects.create(page=blog_entry, member=member)
    for address in (blog_entry.url, "/en/whats-new/blog/", "/en/whats-new/blog/feed.atom"):
        assert "Zora Neale" not in text_of(client.get(address))
    client.force_login(member)
    assert "Zora Neale" in text_of(client.get(blog_entry.url))


def test_an_interview_numbers_its_questions_and_lists_them(interview, client):
    page = text_of(client.get(interview.url))
    for number in (1, 2, 3):
        assert f'id="q{number}"' in page
        assert f'href="#q{number}"' in page


def test_a_record_without_words_says_so_and_quotes_nothing(series, client):
    """platform.md §13."""
    talk = news.an_interview(
        parent=series, external_id="interview-x", pull_quote="Never said", source_name="ICMPD"
    )
    page = text_of(client.get(talk.url))
    assert "Its text is not in our records" in page
    assert "Never said" not in page
    assert "Date not known" in page


def test_a_summary_says_that_it_is_one_and_quotes_nothing(interview, client):
    interview.is_summary, interview.pull_quote = True, "Never said"
    interview.source_name = "ICMPD"
    interview.save()
    page = text_of(client.get(interview.url))
    assert "This is our summary" in page
    assert "Never said" not in page


def test_a_series_lists_its_talks_in_the_editors_order(series, client):
    last = news.an_interview(parent=series, title="Talk Z")
    first = news.an_interview(parent=series, title="Talk A")
    first.move(series, pos="first-child")
    page = text_of(client.get(series.url))
    assert page.index("Talk A") < page.index("Talk Z")
    assert "Talk A" in text_of(client.get(last.url))  # same series


def test_what_is_read_on_is_seen_by_the_reader_only(news_item, client, member):
    """SEC13: related pages are a channel."""
    secret = news.a_news_item(title="Canary 4711")
    PageViewRestriction.objects.create(page=secret, restriction_type=PageViewRestriction.LOGIN)
    RelatedLink.objects.create(page=news_item, target=secret)
    assert "Canary 4711" not in text_of(client.get(news_item.url))
    client.force_login(member)
    assert "Canary 4711" in text_of(client.get(news_item.url))


@pytest.mark.parametrize("address", ["", "feed.atom", "feed.rss", "?q=canary", "?theme=data"])
def test_a_restricted_item_is_in_no_list_or_feed_for_visitors(address, client, member):
    """SEC13. Feeds show visitors' content to members too: programs read them."""
    theme = ThemeFactory(code="data")
    secret = news.a_news_item(title="Canary 4711", themes=[theme])
    PageViewRestriction.objects.create(page=secret, restriction_type=PageViewRestriction.LOGIN)
    assert "Canary" not in text_of(client.get(f"/en/whats-new/news/{address}"))
    client.force_login(member)
    seen = "Canary 4711" in text_of(client.get(f"/en/whats-new/news/{address}"))
    assert seen is not address.startswith("feed")


def test_a_draft_is_nowhere(news_item, client):
    news_item.unpublish()
    assert client.get(news_item.url).status_code == 404
    for address in ("", "feed.atom"):
        assert "Ten years" not in text_of(client.get(f"/en/whats-new/news/{address}"))


def test_search_engines_are_told_what_readers_see(news_item, rf):
    data = news_item.structured_data()
    assert data["@type"] == "NewsArticle"
    assert data["datePublished"] == "2026-11-20"
    assert data["url"].endswith("/en/whats-new/news/" + news_item.slug + "/")
    json.dumps(data)


def test_a_reading_page_has_no_form_that_posts_and_no_script_of_its_own(interview, client):
    page = text_of(client.get(interview.url))
    assert 'method="post"' not in page.lower()
    assert "style=" not in page
    assert " onclick" not in page
