"""A theme is followed: new topics about it are told, wherever they are started (forum.md §3.5)."""

import pytest
from django.contrib.auth.models import Group

from forum import services
from forum.models import Level, Subscription
from notifications.selectors import newest_unread
from taxonomy.models import Theme
from taxonomy.services import merge_terms
from tests.factories import forum as make
from tests.factories import home as sections
from tests.factories.taxonomy import ThemeFactory

pytestmark = pytest.mark.django_db
ADDRESS = "/en/forum/themes/diaspora/subscribe/"


@pytest.fixture
def theme():
    return ThemeFactory(code="diaspora", name="Diaspora")


def ask_about(theme, room, author, subject):
    """`author` starts a topic about the theme."""
    return services.start_topic(
        member=author,
        forum=room,
        subject=subject,
        body="What does it cost?",
        language="en",
        themes=[theme],
    )


def told(member):
    return [one.message.title for one in newest_unread(member, 9)]


def test_a_reader_follows_a_theme_from_its_page_and_stops_in_their_list(
    browser_of, open_page, parsed, theme, reader
):
    sections.make_site()
    sections.theme_page(theme)
    browser = browser_of(reader)
    meets = parsed(browser.get("/en/themes/diaspora/")).select_one(f'main a[href="{ADDRESS}"]')
    assert "Hear of new topics about this theme" in meets.text
    assert browser.get(ADDRESS).status_code == 200
    assert browser.post(ADDRESS, {"follow": "1"}).status_code == 303
    assert Subscription.objects.get().level == Level.FIRST_POSTS
    listed = open_page(reader, "/en/forum/subscriptions/")
    assert listed.select_one(f'main a[href="{ADDRESS}"]')
    assert listed.select_one(".result-row__title").text == "Diaspora"
    assert "You hear of every new topic" in browser.get("/en/themes/diaspora/").text
    shown = parsed(browser.get(ADDRESS)).select_one("main form button")
    assert (shown["name"], shown["value"]) == ("follow", "0")
    assert browser.post(ADDRESS, {"follow": "0"}).status_code == 303
    assert not Subscription.objects.exists()


def test_a_reader_without_an_account_signs_in_first_and_comes_back_to_the_form(
    browser_of, parsed, theme
):
    sections.make_site()
    sections.theme_page(theme)
    browser = browser_of()
    page = parsed(browser.get("/en/themes/diaspora/"))
    assert page.select_one(f'main a[href="{ADDRESS}"]')
    assert not page.select("main [name=csrfmiddlewaretoken]")
    assert browser.get(ADDRESS).headers["Location"].endswith(f"?next={ADDRESS}")


def test_a_follower_is_told_of_new_topics_in_rooms_they_read_until_they_stop(
    browser_of, theme, forum, author, reader, moderator
):
    group = make.a_forum("A group", preset="group", group=Group.objects.create(name="Six"))
    browser = browser_of(reader)
    browser.post(ADDRESS, {"follow": "1"})
    ask_about(theme, forum, author, "Sending money home")
    ask_about(theme, group, moderator, "Among ourselves")
    (title,) = told(reader)
    assert "Sending money home" in title
    browser.post(ADDRESS, {"follow": "0"})
    make.let_time_pass(author)
    ask_about(theme, forum, author, "Going home")
    assert len(told(reader)) == 1


def test_a_theme_that_is_not_offered_can_be_left_and_not_followed(browser_of, theme, reader):
    browser = browser_of(reader)
    browser.post(ADDRESS, {"follow": "1"})
    Theme.objects.update(active=False)
    assert browser.get(ADDRESS).status_code == 200
    browser.post(ADDRESS, {"follow": "0"})
    assert browser.get(ADDRESS).status_code == 404
    assert browser.post(ADDRESS, {"follow": "1"}).status_code == 404
    assert not Subscription.objects.exists()


def test_who_follows_two_themes_that_become_one_follows_it_once(browser_of, theme, reader, author):
    other = ThemeFactory(code="remittances", name="Remittances")
    for member, themes in ((reader, (theme, other)), (author, (theme,))):
        for one in themes:
            services.subscribe(member=member, target=one, level=Level.FIRST_POSTS)
    merge_terms(source=theme, into=other, user=make.person(is_superuser=True))
    followed = Subscription.objects.values_list("user", "theme")
    assert sorted(followed) == sorted([(reader.pk, other.pk), (author.pk, other.pk)])
    assert "Remittances" in browser_of(reader).get(ADDRESS).text
