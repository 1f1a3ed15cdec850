"""The list of courses is filtered by theme, language and length, without script (§3.1)."""

import pytest
from bs4 import BeautifulSoup
from django.utils.translation import override

from learning.course_facets import LENGTHS
from learning.models import CoursePage
from learning.showing import facts_of
from taxonomy.services import classify
from tests.budgets import queries
from tests.factories import learning as make
from tests.factories.members import UserFactory
from tests.factories.taxonomy import ThemeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def courses(course, french):
    """A course of 4 hours in two languages, and three in English: of 1.5, of 12, and of none."""
    for page in (course, french):
        page.hours = 4
        page.save()
    index = course.get_parent()
    more = [("Short", "1.5"), ("Long", "12"), ("Unknown", None)]
    for number, (title, hours) in enumerate(more):
        make.put(CoursePage, index, title=title, slug=f"more-{number}", hours=hours)
    return index


def titles(client, url):
    page = BeautifulSoup(client.get(url).content, "html.parser")
    return {one.get_text(strip=True) for one in page.select(".result-list h2, .result-list h3")}


def choices(client, url):
    """{facet: {value: (words, count)}} as the form offers them."""
    page = BeautifulSoup(client.get(url).content, "html.parser")
    form = page.select_one("form.filters")
    assert form.get("method", "get").lower() == "get", "no script is needed"
    found = {}
    for box in form.select("input[type=checkbox]"):
        words, count = [one.get_text(strip=True) for one in box.parent.select("span")]
        found.setdefault(box["name"], {})[box["value"]] = (words, int(count))
    return found


def test_a_course_names_its_languages_in_the_order_of_their_names(course):
    """As the filter beside it does."""
    with override("en"):
        assert facts_of(course, ["en", "es", "fr"])[-1] == "English, French, Spanish"
    with override("fr"):
        assert facts_of(course, ["en", "es", "fr"])[-1] == "Anglais, espagnol, français"
    with override("es"):
        assert facts_of(course, ["ar", "en", "es"])[-1] == "Árabe, español, inglés"


@pytest.mark.usefixtures("on_both_engines")
def test_the_form_offers_languages_and_lengths_with_their_counts(client, courses):
    offered = choices(client, courses.get_url())
    assert offered["language"] == {"en": ("English", 4), "fr": ("French", 1)}
    assert list(offered["length"].items()) == [
        ("2", ("Up to 2 hours", 1)),
        ("5", ("2 to 5 hours", 1)),
        ("more", ("More than 10 hours", 1)),
    ]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("language=fr", {"Work with your diaspora"}),
        ("language=en&length=2", {"Short"}),
        ("length=2&length=more", {"Short", "Long"}),
        ("language=fr&length=2", set()),
        ("language=xx&length=x", {"Work with your diaspora", "Short", "Long", "Unknown"}),
    ],
)
@pytest.mark.usefixtures("on_both_engines")
def test_what_is_chosen_narrows_the_list(asked, found, client, courses):
    """Values of one facet are alternatives; what nobody knows is ignored."""
    assert titles(client, f"{courses.get_url()}?{asked}") == found


def test_in_french_a_course_is_counted_for_each_language_it_can_be_taken_in(
    client, courses, french
):
    with override("fr"):
        url = french.get_parent().get_url()
    offered = choices(client, url)["language"]
    assert {code: count for code, (_words, count) in offered.items()} == {"en": 4, "fr": 1}


def test_a_draft_or_an_alias_makes_no_language(client, courses, french):
    french.unpublish()
    assert set(choices(client, courses.get_url())["language"]) == {"en"}


STEPS = {"0.5": "2", "2": "2", "2.1": "5", "5": "5", "10": "10", "10.1": "more"}


@pytest.mark.parametrize(("hours", "step"), STEPS.items())
def test_a_course_is_in_the_step_that_its_hours_fit(hours, step, client):
    course = make.a_course(hours=hours)
    assert step in LENGTHS
    assert set(choices(client, course.get_parent().get_url())["length"]) == {step}


@pytest.mark.parametrize("asked", ["", "?theme=data&language=en&length=5"])
def test_the_list_asks_the_same_for_three_times_as_many_courses(asked, client, courses):
    """quality.md §6: 14 and 16."""
    theme = ThemeFactory(code="data")

    def fill(start, end):
        for number in range(start, end):
            one = make.put(CoursePage, courses, title=f"C {number}", slug=f"c{number}", hours=3)
            classify(page=one, themes=[theme.code])
            one.save()

    fill(0, 2)
    url = courses.get_url() + asked
    few = queries(client, url)
    fill(2, 14)
    assert queries(client, url) == few <= 14
    client.force_login(UserFactory())
    assert queries(client, url) <= 16
