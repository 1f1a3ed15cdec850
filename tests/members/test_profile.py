"""One's own page and profile: what is asked, what is refused, what is kept (platform.md §7)."""

import pytest
from django.urls import reverse

from members.models import MemberProfile
from tests.factories.members import ProfileFactory

pytestmark = pytest.mark.django_db
PROFILE = "members:profile"
ME = "members:me"


@pytest.fixture
def answers(civil_society, morocco):
    """A whole profile as its form sends it."""
    return {
        "display_name": "Ana Exemplu",
        "display_name_visibility": "public",
        "member_type": civil_society.pk,
        "member_type_visibility": "members",
        "country_of_residence": morocco.pk,
        "country_of_residence_visibility": "hidden",
        "job_title": "Migration officer",
        "job_title_visibility": "members",
        "organisation": "Exemplu Town Hall",
        "organisation_visibility": "public",
        "language": "en",
        "timezone": "Africa/Casablanca",
    }


@pytest.fixture
def own(client, member):
    """The client of somebody with a profile."""
    ProfileFactory(user=member, display_name="Amina Voorbeeld")
    client.force_login(member)
    return client


def test_a_profile_is_saved_as_it_was_written(own, member, answers, civil_society, morocco):
    done = own.post(reverse(PROFILE), answers)
    assert (done.status_code, done["Location"]) == (303, reverse(ME))
    member.refresh_from_db()
    saved = MemberProfile.objects.get(user=member)
    assert (saved.display_name, saved.display_name_visibility) == ("Ana Exemplu", "public")
    assert (saved.member_type, saved.country_of_residence) == (civil_society, morocco)
    assert saved.country_of_residence_visibility == "hidden"
    assert (member.language, member.timezone) == ("en", "Africa/Casablanca")
    assert "Your profile is saved." in own.get(reverse(ME)).content.decode()


def test_the_reader_goes_on_in_the_language_they_chose(own, answers):
    done = own.post(reverse(PROFILE), answers | {"language": "fr"})
    assert done["Location"] == "/fr/me/"


def test_an_account_that_staff_made_writes_its_first_profile(client, member, answers):
    client.force_login(member)
    assert "Your profile is empty." in client.get(reverse(ME)).content.decode()
    client.post(reverse(PROFILE), answers)
    assert member.profile.display_name == "Ana Exemplu"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("display_name", "", "Write your name."),
        ("display_name", "A", "Write your name with at least two letters."),
        ("display_name", "x" * 121, "Shorten your name to 120 characters."),
        ("display_name_visibility", "hidden", "Select a valid choice"),
        ("member_type", "99999", "Select a valid choice"),
        ("country_of_residence", "", "Choose the country you live in."),
        ("country_of_residence_visibility", "everybody", "Select a valid choice"),
        ("language", "xx", "Select a valid choice"),
        ("timezone", "Mars/Olympus_Mons", "Select a valid choice"),
        ("timezone", "../../etc/passwd", "Select a valid choice"),
    ],
)
def test_what_is_refused_says_why_and_keeps_the_rest(own, member, answers, field, value, words):
    page = own.post(reverse(PROFILE), answers | {field: value})
    text = page.content.decode()
    assert page.status_code == 200
    assert "error-summary" in text
    assert words in text
    if field != "display_name":
        assert 'value="Ana Exemplu"' in text
    assert member.profile.display_name == "Amina Voorbeeld"


def test_markup_and_hidden_marks_in_a_name_stay_text(own, member, answers):
    """SEC17, SEC18."""
    name = "<script>alert(1)</script>\u202eAna\x00\nB"
    own.post(reverse(PROFILE), answers | {"display_name": name})
    saved = MemberProfile.objects.get(user=member).display_name
    assert not set(saved) & {"\u202e", "\x00", "\n"}
    page = own.get(reverse(ME)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_fields_that_are_not_asked_are_not_taken(own, member, answers):
    """SEC15: a form names its fields."""
    own.post(
        reverse(PROFILE), answers | {"is_staff": "on", "email": "boss@example.org", "user": "1"}
    )
    member.refresh_from_db()
    assert not member.is_staff
    assert member.email != "boss@example.org"


def test_ones_own_page_shows_what_members_and_visitors_see(own, answers):
    own.post(reverse(PROFILE), answers)
    page = own.get(reverse(ME)).content.decode()
    members_see, visitors_see = page.split("Readers without an account", 1)
    assert "Ana Exemplu" in members_see
    assert "Civil society" in members_see
    assert "Morocco" not in page, "hidden is hidden in both"
    assert "Ana Exemplu" in visitors_see, "this name is public"


@pytest.mark.parametrize("name", [ME, PROFILE])
def test_own_pages_are_for_those_who_are_signed_in(client, name):
    url = reverse(name)
    assert client.get(url)["Location"] == f"{reverse('account_login')}?next={url}"


@pytest.mark.parametrize("name", [ME, PROFILE])
def test_own_pages_keep_their_budget(own, name, django_assert_max_num_queries):
    """quality.md §6: `/me/` 24."""
    own.get(reverse(name))
    with django_assert_max_num_queries(24):
        own.get(reverse(name))
