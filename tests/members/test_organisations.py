import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from members.models import Organisation
from tests.factories.members import OrganisationFactory

pytestmark = pytest.mark.django_db


def chain(length):
    """`length` organisations, each below the one before; the last one."""
    last = None
    for _unused in range(length):
        last = OrganisationFactory(parent=last)
    return last


def test_four_levels_are_allowed_and_a_fifth_is_refused():
    Organisation(name="Fourth", parent=chain(3)).full_clean()
    with pytest.raises(ValidationError) as refused:
        Organisation(name="Fifth", parent=chain(4)).full_clean()
    assert set(refused.value.message_dict) == {"parent"}


def test_a_parent_from_below_is_refused():
    """platform.md §7: a cyclic parent is refused with the rule named."""
    below = chain(3)
    top = below.parent.parent
    top.parent = below
    with pytest.raises(ValidationError, match="not below it"):
        top.full_clean()


def test_moving_a_branch_below_another_counts_what_hangs_on_it():
    branch = chain(3).parent.parent
    branch.parent = chain(2)
    with pytest.raises(ValidationError, match="four levels"):
        branch.full_clean()


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://example.org/", "example"])
def test_a_website_is_on_the_web(url):
    with pytest.raises(ValidationError):
        Organisation(name="X", website=url).full_clean()


def test_an_admin_writes_other_names_one_a_line(client, admin):
    client.force_login(admin)
    url = reverse("wagtailsnippets_members_organisation:add")
    page = client.get(url)
    assert page.status_code == 200
    sent = {"name": "Observatory", "acronym": "", "other_names": "First\r\n\r\n Second \r\n"}
    answer = client.post(url, sent | {"type": "", "parent": "", "seat_country": "", "website": ""})
    assert answer.status_code == 302
    assert Organisation.objects.get().other_names == ["First", "Second"]
