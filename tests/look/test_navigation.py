"""What stands around every page: menu, languages, breadcrumb, footer."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.test import RequestFactory
from django.utils.translation import override
from wagtail.models import PageViewRestriction

from home.models import StandardPage
from m4dnet.navigation import frame_of, sections_in
from tests.factories.pages import child


def menu_of(soup):
    links = soup.select(".main-menu__list li:not(.header__narrow) a")
    return [(link.text, link["href"]) for link in links]


def test_the_menu_holds_live_sections_that_editors_put_in_it(about, privacy, soup):
    child(StandardPage, about.get_parent(), "draft", show_in_menus=True, live=False)
    child(StandardPage, about, "deep", show_in_menus=True)
    assert menu_of(soup("/en/about/")) == [("About us", "/en/about/")]


def test_the_menu_is_in_the_readers_language_and_keeps_what_is_not_translated(
    home, about, translated, soup
):
    """G2: the original answers in the frame of the language, and says its own."""
    child(StandardPage, home, "contribute", title="Contribute", show_in_menus=True)
    translated(about, "À propos")
    page = soup("/fr/about/")
    assert menu_of(page) == [("À propos", "/fr/about/"), ("Contribute", "/fr/contribute/")]
    assert page.find("a", href="/fr/contribute/")["lang"] == "en"


def test_the_current_section_is_marked(home, about, soup):
    child(StandardPage, about, "milestones")
    assert soup("/en/about/").select_one(".main-menu__list a")["aria-current"] == "page"
    assert soup("/en/about/milestones/").select_one(".main-menu__list a")["aria-current"] == "true"


@pytest.mark.parametrize(
    ("address", "door"), [("/en/forum/", "Connect"), ("/en/learning/", "Learn")]
)
def test_what_is_no_page_is_marked_at_its_door(home, member, client, address, door):
    for slug, title in (("connect", "Connect"), ("learn", "Learn")):
        child(StandardPage, home, slug, title=title, show_in_menus=True)
    client.force_login(member)
    page = BeautifulSoup(client.get(address).content, "html.parser")
    marked = page.select(".main-menu__list a[aria-current]")
    assert [(one.text, one["aria-current"]) for one in marked] == [(door, "true")]


def test_a_section_behind_a_restriction_is_in_no_menu(about, soup):
    """SEC13."""
    PageViewRestriction.objects.create(page=about, restriction_type="login")
    assert menu_of(soup("/en/accounts/login/")) == []


@pytest.mark.parametrize("act", ["publish", "unpublish", "move", "delete", "restrict"])
def test_a_change_of_the_tree_is_in_the_menu_at_once(act, home, about, privacy):
    assert [one.title for one in sections_in("en")] == ["About us", "Privacy"]
    if act == "publish":
        about.title = "Who we are"
        about.save_revision().publish()
    elif act == "unpublish":
        about.unpublish()
    elif act == "move":
        about.move(privacy, "first-child")
    elif act == "delete":
        about.delete()
    else:
        PageViewRestriction.objects.create(page=about, restriction_type="login")
    expected = ["Who we are", "Privacy"] if act == "publish" else ["Privacy"]
    assert [one.title for one in sections_in("en")] == expected


@pytest.mark.parametrize("sections", [1, 30])
def test_the_sections_cost_two_queries_and_none_while_they_are_kept(
    sections, home, django_assert_num_queries
):
    for number in range(sections):
        child(StandardPage, home, f"section-{number}", show_in_menus=True)
    caches["pages"].clear()
    with django_assert_num_queries(2):
        assert len(sections_in("en")) == sections
    with django_assert_num_queries(0):
        sections_in("en")


def test_the_menu_survives_a_site_without_pages(db, soup):
    assert menu_of(soup("/en/accounts/login/")) == []


# --- Languages --------------------------------------------------------------------------------
def languages_of(soup):
    return {
        link["hreflang"]: (link["href"], "not translated" in link.text)
        for link in soup.select(".language-switch a")
    }


def test_the_language_switch_keeps_the_page_and_says_where_it_is_not_translated(
    about, translated, soup
):
    """I18N2."""
    translated(about, "À propos")
    assert languages_of(soup("/en/about/")) == {
        "en": ("/en/about/", False),
        "fr": ("/fr/about/", False),
        "es": ("/es/about/", True),
    }


def test_the_language_switch_keeps_filters_and_drops_the_number_of_the_page(about, soup):
    languages = languages_of(soup("/en/about/?theme=data&q=a%26b&page=3&light=1&print=0"))
    assert languages["fr"][0] == "/fr/about/?theme=data&q=a%26b"


def test_the_language_switch_keeps_what_the_address_has_below_a_page(about):
    """A month, a question, the hosts' desk."""
    request = RequestFactory().get("/en/about/month/2026-11/?q=a")
    request.user = AnonymousUser()
    with override("en"):
        links = {one.code: one for one in frame_of(request, about).languages}
    assert links["fr"].url == "/fr/about/month/2026-11/?q=a"
    assert links["en"].url == "/en/about/month/2026-11/?q=a"


def test_a_view_has_the_same_view_in_every_language(db, soup):
    languages = languages_of(soup("/en/accounts/login/?next=/en/about/"))
    assert languages["es"][0] == "/es/accounts/login/?next=%2Fen%2Fabout%2F"


def test_a_page_that_is_not_there_has_a_language_switch_too(home, soup):
    assert languages_of(soup("/en/nothing-here/"))["fr"][0] == "/fr/nothing-here/"


def test_hreflang_names_real_translations_only_and_is_mutual(about, translated, soup):
    """I18N2."""
    assert not soup("/en/about/").select("link[hreflang]")
    translated(about, "À propos")
    pages = [soup(path).select("link[hreflang]") for path in ("/en/about/", "/fr/about/")]
    named = [{link["hreflang"]: link["href"] for link in links} for links in pages]
    assert named[0] == named[1]
    assert named[0].keys() == {"en", "fr", "x-default"}
    assert named[0]["x-default"] == named[0]["en"]
    assert named[0]["fr"].endswith("/fr/about/")
    assert not soup("/es/about/").select('link[hreflang="es"]')


def test_a_page_in_another_language_says_so_once(about, soup):
    """platform.md G2."""
    page = soup("/fr/about/")
    notes = page.select(".main > .notice")
    assert len(notes) == 1
    assert page.html["lang"] == "fr"
    assert not soup("/en/about/").select(".main > .notice")


# --- Breadcrumb -------------------------------------------------------------------------------
def test_the_breadcrumb_leads_from_the_front_page_and_ends_without_a_link(about, soup):
    child(StandardPage, about, "milestones", title="Milestones")
    crumbs = soup("/en/about/milestones/").select(".breadcrumb li")
    assert [crumb.get_text(strip=True) for crumb in crumbs] == ["Home", "About us", "Milestones"]
    assert [crumb.a["href"] for crumb in crumbs[:-1]] == ["/en/", "/en/about/"]
    assert crumbs[-1].a is None
    assert crumbs[-1]["aria-current"] == "page"


def test_the_breadcrumb_of_an_original_is_in_the_readers_language(about, translated, soup):
    child(StandardPage, about, "milestones", title="Milestones")
    translated(about, "À propos")
    crumbs = soup("/fr/about/milestones/").select(".breadcrumb li")
    assert [crumb.get_text(strip=True) for crumb in crumbs][1:] == ["À propos", "Milestones"]
    assert crumbs[1].a["href"] == "/fr/about/"
    assert crumbs[2]["lang"] == "en"


# --- Readers ----------------------------------------------------------------------------------
def test_a_reader_without_a_session_gets_none(about, client):
    """PERF3."""
    answer = client.get("/en/about/")
    assert not answer.cookies
    assert not answer.wsgi_request.session.accessed


def test_signing_out_is_a_form_and_only_the_signed_in_see_it(about, member, client, soup):
    assert not soup("/en/about/").select("form[method=post]")
    assert soup("/en/about/").select(".join-line")
    client.force_login(member)
    page = soup("/en/about/")
    form = page.select_one(".header__wide form")
    assert form["action"] == "/en/accounts/logout/"
    assert form["method"] == "post"
    assert form.find("input", attrs={"name": "csrfmiddlewaretoken"})
    assert not page.select(".join-line")
    assert "Editing" not in page.select_one(".header__wide").text


def test_staff_find_the_admin_in_their_menu(about, admin, client, soup):
    client.force_login(admin)
    assert soup("/en/about/").select('.header__wide a[href="/cms/"]')


def test_the_frame_needs_no_request(about):
    """Mail and previews render without one."""
    assert [one.title for one in sections_in("en", None)] == ["About us"]
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    assert [one.title for one in sections_in("en", request)] == ["About us"]
