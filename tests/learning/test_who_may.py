"""Each permission and its twin say the same, for every role (learning.md §21)."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse

from common.indexing import documents_of, page_key
from learning.exchange.importing import can_import
from learning.indexing import LessonAdapter
from learning.models import Audience, CoursePage, CourseRun, Enrolment
from learning.permissions import can_lead_run, can_read_course, can_view_enrolment
from learning.services.publishing import apply_audience
from members.models import UserState
from members.services.rights import refresh_rights
from search.access import principal_for
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db

IMPORT = "/cms/snippets/learning/question/import/"


@pytest.fixture
def roles():
    """The groups with their rights, as on any site."""
    call_command("setup_roles", verbosity=0)


def in_group(name, **fields):
    user = UserFactory(**fields)
    user.groups.add(Group.objects.get(name=name))
    refresh_rights([user.pk])
    user.refresh_from_db()
    return user


@pytest.fixture
def editor(roles):
    return in_group("Editors")


@pytest.fixture
def suspended_editor(roles):
    return in_group("Editors", state=UserState.SUSPENDED)


@pytest.fixture
def news_editor(roles):
    return in_group("News editors")


@pytest.fixture
def moderator(roles):
    return in_group("Moderators")


@pytest.fixture
def site_admin(roles):
    return in_group("Admins")


ROLES = (
    "anonymous",
    "suspended_learner",
    "other_member",
    "donor",
    "learner",
    "facilitator",
    "other_facilitator",
    "moderator",
    "news_editor",
    "editor",
    "suspended_editor",
    "site_admin",
)
MEMBERS = set(ROLES) - {"anonymous", "suspended_learner", "suspended_editor"}
LEAD = {"facilitator", "site_admin"}

# Who reads the lessons, and who sees that there is such a course.
READ = {
    Audience.PUBLIC: (set(ROLES), set(ROLES)),
    Audience.MEMBERS: (MEMBERS, MEMBERS),
    Audience.COHORT: ({"learner", "facilitator", "editor", "site_admin"}, MEMBERS),
}


@pytest.fixture
def people(request):
    """{role: user}, of all roles."""
    return {role: request.getfixturevalue(role) for role in ROLES}


def who(people, may):
    return {role for role, user in people.items() if may(user)}


@pytest.fixture
def answers(client):
    """Whether the address answers this user with a page."""

    def answers(user, address):
        client.logout()
        if user.is_authenticated:
            client.force_login(user)
        return client.get(address).status_code == 200

    return answers


@pytest.mark.parametrize("audience", READ)
def test_page_list_and_search_let_the_same_people_read_a_course(audience, course, people, answers):
    """Twins of `can_read_course`: the page, the wall of the search, its filter, and lists."""
    course.audience = audience
    course.save()
    apply_audience(course=course)
    lesson = course.lessons[0]
    key = page_key(lesson.pk)
    document = documents_of([key])[key]
    reads, sees = READ[audience]
    assert (
        who(people, lambda user: can_read_course(user, course.translation_key, audience)) == reads
    )
    assert who(people, lambda user: answers(user, lesson.get_url())) == reads
    assert who(people, lambda user: LessonAdapter().can_view(user, [key])) == reads
    assert who(people, lambda user: principal_for(user, "en").admits(document)) == reads
    listed = CoursePage.objects.visible_to
    assert who(people, lambda user: listed(user).contains(course)) == sees


def test_an_enrolment_is_shown_to_learner_facilitator_and_admin(people, enrolment):
    """SEC13."""
    sees = LEAD | {"learner"}
    assert who(people, lambda user: can_view_enrolment(user, enrolment)) == sees
    shown = Enrolment.objects.visible_to
    assert who(people, lambda user: shown(user).contains(enrolment)) == sees


def test_an_enrolment_of_nobody_is_nobodys_own(people, enrolment):
    """An erased learner's: whoever has no account is not its learner."""
    Enrolment.objects.filter(pk=enrolment.pk).update(user=None)
    erased = Enrolment.objects.get(pk=enrolment.pk)
    assert who(people, lambda user: can_view_enrolment(user, erased)) == LEAD
    shown = Enrolment.objects.visible_to
    assert who(people, lambda user: shown(user).contains(erased)) == LEAD


def test_a_suspended_learner_does_not_see_their_own(suspended_learner):
    own = Enrolment.objects.get(user=suspended_learner)
    assert not can_view_enrolment(suspended_learner, own)
    assert not Enrolment.objects.visible_to(suspended_learner).exists()


def test_a_run_is_led_by_its_facilitators_and_admins(people, enrolment, answers):
    run = enrolment.run
    assert who(people, lambda user: can_lead_run(user, run)) == LEAD
    led = CourseRun.objects.led_by
    assert who(people, lambda user: led(user).contains(run)) == LEAD
    page = reverse("learning:run", args=[run.uuid])
    assert who(people, lambda user: answers(user, page)) == LEAD


def test_questions_are_imported_by_editors_and_admins(people, answers):
    """Both ways in: the file, and the list of earlier ones."""
    may = {"editor", "site_admin"}
    assert who(people, can_import) == may
    for address in (IMPORT, reverse("imports:list")):
        assert who(people, lambda user, address=address: answers(user, address)) == may
