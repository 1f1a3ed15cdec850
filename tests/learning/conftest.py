"""A course, and people around it, named by what they may do."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.utils import timezone
from wagtail.models import Locale, Page

from learning.services import issue_certificate
from members.models import UserState
from tests.factories import learning as make
from tests.factories.members import UserFactory
from tests.factories.pages import english, plant

NAME = "Amina El Voorbeeld أمينة"


@pytest.fixture(params=["here", pytest.param("postgres", marks=pytest.mark.postgres)])
def on_both_engines(request):
    """For what the database itself refuses: `make test-services` asks PostgreSQL, too."""
    return request.param


@pytest.fixture
def course(db):
    """Three lessons in one core module."""
    return make.a_whole_course()


@pytest.fixture
def french(course):
    """The course and its first lesson in French; the other lessons exist in English alone."""
    index = course.get_parent()
    door = index.get_parent()
    home = door.get_parent()
    code = Locale.objects.get_or_create(language_code="fr")[0]
    root = plant(
        home.get_parent(),
        type(home)(
            title="Accueil", slug="debut", locale=code, translation_key=home.translation_key
        ),
    )
    door = make.in_french(door.specific, root, title="Apprendre", slug=door.slug)
    index = make.in_french(index.specific, door, title="Cours", slug=index.slug)
    twin = make.in_french(course, index, title="Travailler avec la diaspora", slug=course.slug)
    twin.module = make.in_french(course.module, twin, title="La carte", slug=course.module.slug)
    first = course.lessons[0]
    twin.lesson = make.in_french(first, twin.module, title="La première leçon", slug=first.slug)
    return twin


@pytest.fixture
def enrolment(course):
    """`learner` has a place in the standing run, which `facilitator` leads."""
    return make.enrolled_in(course)


@pytest.fixture
def learner(enrolment):
    return enrolment.user


@pytest.fixture
def completed(enrolment):
    """`learner` has completed the course."""
    enrolment.status, enrolment.completed_at = "completed", timezone.now()
    enrolment.save()
    return enrolment


@pytest.fixture
def certificate(completed, learner):
    return issue_certificate(enrolment=completed, printed_name=NAME, by=learner)


@pytest.fixture
def suspended_learner(course):
    return make.enrolled_in(course, user=UserFactory(state=UserState.SUSPENDED)).user


@pytest.fixture
def facilitator(enrolment):
    return make.facilitator_of(enrolment.run)


@pytest.fixture
def other_facilitator(db):
    return make.facilitator_of(make.CourseRunFactory())


@pytest.fixture
def other_member(db):
    return UserFactory()


@pytest.fixture
def course_editor(db):
    """Writes courses: holds the right that Editors get."""
    user = UserFactory()
    user.user_permissions.add(
        Permission.objects.get(codename="change_certificate", content_type__app_label="learning")
    )
    return user


@pytest.fixture
def donor(db):
    return UserFactory()


@pytest.fixture
def course_admin(db):
    user = UserFactory()
    user.groups.add(Group.objects.get_or_create(name="Admins")[0])
    return user


@pytest.fixture
def anonymous():
    return AnonymousUser()


@pytest.fixture
def tree(transactional_db):
    """The root of all pages: a transactional test before this one has emptied the database."""
    if not Page.objects.filter(depth=1).exists():
        Page.add_root(instance=Page(title="Root", slug="root", locale=english()))
