"""What stands below a name: as it was when the post was written, for those who may see it."""

import pytest

from forum.models import Contribution
from members.models import MemberProfile, Visibility
from taxonomy.models import MemberType
from tests.factories import forum as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("visibility", "seen_by_anybody", "seen_by_members"),
    [
        (Visibility.PUBLIC, True, True),
        (Visibility.MEMBERS, False, True),
        (Visibility.HIDDEN, False, False),
    ],
)
def test_work_is_shown_to_who_sees_that_field_of_the_author(
    visibility, seen_by_anybody, seen_by_members, open_page, topic, author, reader
):
    kind = MemberType.objects.create(code="civil-society", name="Civil society")
    MemberProfile.objects.filter(user=author).update(
        member_type=kind, member_type_visibility=visibility, organisation_visibility=visibility
    )
    Contribution.objects.filter(author=author).update(author_organisation="Example Desk")
    address = f"/en/forum/t/{topic.pk}/{topic.slug}/"
    for user, is_seen in ((None, seen_by_anybody), (reader, seen_by_members)):
        line = open_page(user, address).select_one(".post").text
        assert ("Example Desk" in line) is is_seen
        assert ("Civil society" in line) is is_seen


def test_role_and_organisation_are_those_of_the_day_of_writing(open_page, forum, author, reader):
    """forum.md §3.3: who moves on afterwards wrote as what they were."""
    profile = MemberProfile.objects.filter(user=author)
    profile.update(job_title="Migration officer", organisation="Example Town Hall")
    author.refresh_from_db()
    topic = make.a_topic(forum, author)
    profile.update(job_title="Director", organisation="Example Ministry")
    post = open_page(reader, f"/en/forum/t/{topic.pk}/{topic.slug}/").select_one(".post").text
    assert "Migration officer" in post
    assert "Example Town Hall" in post
    assert "Director" not in post


def test_an_erased_author_leaves_no_organisation(open_page, topic, author):
    from forum import services

    Contribution.objects.filter(author=author).update(author_organisation="Example Desk")
    make.a_reply(topic)
    services.anonymise_member(user=author)
    assert "Example Desk" not in open_page(None, f"/en/forum/t/{topic.pk}/{topic.slug}/").text
