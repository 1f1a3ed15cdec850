"""A run is called as its reader's language calls the course; a group's run as it was named."""

import pytest
from django.urls import reverse
from django.utils import translation

from learning.models import CourseRun, RunFacilitator
from notifications.registry import Told, type_of
from tests.factories import learning as make

pytestmark = pytest.mark.django_db

FRENCH, ENGLISH = "Travailler avec la diaspora", "Work with your diaspora"


def seen(client, url, language):
    return client.get(url.replace("/en/", f"/{language}/", 1)).content.decode()


def test_who_leads_the_standing_run_reads_the_title_of_the_course(
    client,
    enrolment,
    facilitator,
    french,
):
    client.force_login(facilitator)
    person = reverse("learning:person", args=[enrolment.run.uuid, enrolment.uuid])
    for url in (reverse("learning:run", args=[enrolment.run.uuid]), person):
        assert FRENCH in seen(client, url, "fr")
        assert ENGLISH in seen(client, url, "en")
        assert enrolment.run.name not in seen(client, url, "fr")
    assert FRENCH in seen(client, reverse("learning:mine"), "fr")


@pytest.mark.parametrize("kind", ["decided", "place", "completed", "certificate", "request"])
def test_what_is_told_names_the_course_in_the_language_it_is_told_in(
    kind,
    enrolment,
    facilitator,
    french,
):
    told_to = facilitator if kind == "request" else enrolment.user
    if kind == "request":
        enrolment.status = "pending"
        enrolment.save()
    with translation.override("fr"):
        target = type_of(f"learning.{kind}").targets(told_to).get(pk=enrolment.pk)
        told = Told(recipient=told_to, target=target, actor=enrolment.user, data={}, count=1)
        assert FRENCH in type_of(f"learning.{kind}").describe(told).title


def test_a_run_with_a_group_keeps_the_name_it_was_given(client, course, facilitator):
    run = make.CourseRunFactory(
        course_key=course.translation_key, pacing="cohort", name="Spring 2027"
    )
    RunFacilitator.objects.create(run=run, user=facilitator)
    client.force_login(facilitator)
    assert "<bdi>Spring 2027</bdi>" in seen(client, reverse("learning:run", args=[run.uuid]), "en")


def test_a_course_that_is_not_in_the_language_leaves_the_name(enrolment, french):
    french.unpublish()
    named = CourseRun.objects.named_in("fr").get(pk=enrolment.run.pk)
    assert named.shown_name == enrolment.run.name
