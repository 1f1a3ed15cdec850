"""A published synthesis in one more language: the hosts' form and what it leaves (forum.md §6)."""

import pytest

from forum import services
from forum.models import Synthesis, SynthesisText
from tests.factories import discussions as given
from tests.factories import forum as make

pytestmark = pytest.mark.django_db
WORDS = {"language": "fr", "subject": "Ce que l’on tait", "body": "La foi vient d’abord."}


@pytest.fixture
def synthesis():
    """Of week 1 of an open discussion, published in English."""
    discussion = given.opened()
    draft = given.a_synthesis(discussion)
    return services.publish_synthesis(host=given.host_of(discussion), synthesis=draft)


def address(synthesis, below="host/translate-synthesis/{pk}/", language="en"):
    page = synthesis.discussion.pages.order_by("pk").first()
    url = page.url.replace("/en/", f"/{language}/", 1)
    return url + below.format(pk=synthesis.pk)


@pytest.fixture
def host(client, synthesis):
    """The browser of the host."""
    client.force_login(given.host_of(synthesis.discussion))
    return client


def test_a_host_translates_a_published_synthesis_by_a_form(host, synthesis):
    assert address(synthesis) in host.get(address(synthesis, "host/")).content.decode()
    form = host.get(address(synthesis))
    assert "Faith comes first." in form.content.decode()
    assert form.context["form"]["language"].value() == "fr"
    answer = host.post(address(synthesis), WORDS)
    assert (answer.status_code, answer["Location"]) == (303, address(synthesis, "synthesis/1/"))
    french = host.get(address(synthesis, "synthesis/1/", "fr")).content.decode()
    assert "Ce que l’on tait" in french
    assert "La foi vient d’abord." in french
    assert "Faith comes first." in host.get(address(synthesis, "synthesis/1/")).content.decode()


def test_a_reader_is_told_that_it_is_a_translation(host, synthesis):
    host.post(address(synthesis), WORDS)
    context = host.get(address(synthesis, "synthesis/1/", "fr")).context
    assert context["synthesis"].translated_from == "en"
    context = host.get(address(synthesis, "synthesis/1/")).context
    assert context["synthesis"].translated_from == ""


def test_what_is_there_in_a_language_stays(host, synthesis):
    """A correction is a new version, in every language (forum.md §4)."""
    host.post(address(synthesis), WORDS)
    again = host.post(address(synthesis), WORDS | {"body": "Autre chose."})
    assert again.status_code == 409
    assert "Autre chose." in again.content.decode()  # nothing typed is lost
    assert SynthesisText.objects.get(language="fr").body == "La foi vient d’abord."
    assert host.get(address(synthesis)).context["form"]["language"].value() == "es"


@pytest.mark.parametrize(
    "wrong", [{"body": ""}, {"subject": ""}, {"language": "xx"}, {"language": ""}]
)
def test_what_is_missing_is_said_at_its_field(wrong, host, synthesis):
    answer = host.post(address(synthesis), WORDS | wrong)
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == set(wrong)
    assert synthesis.texts.count() == 1


def test_a_draft_is_not_translated_but_written_in_each_language(host, synthesis):
    draft = given.a_synthesis(synthesis.discussion, title="Second version")
    assert host.get(address(draft)).status_code == 404
    assert host.post(address(draft), WORDS).status_code == 404
    assert draft.texts.count() == 1


def test_a_synthesis_of_another_discussion_is_not_there(host, synthesis):
    other = given.opened(title="Another one")
    draft = given.a_synthesis(other)
    services.publish_synthesis(host=given.host_of(other), synthesis=draft)
    url = address(synthesis, f"host/translate-synthesis/{draft.pk}/")
    assert host.post(url, WORDS).status_code == 404
    assert Synthesis.objects.get(pk=draft.pk).texts.count() == 1


@pytest.mark.parametrize("role", ["note_taker", "expert", "member"])
def test_only_hosts_translate(role, client, synthesis):
    member = make.person()
    if role != "member":
        services.add_role(
            host=make.an_admin(), discussion=synthesis.discussion, user=member, role=role
        )
    client.force_login(member)
    assert client.get(address(synthesis)).status_code in (403, 404)
    assert client.post(address(synthesis), WORDS).status_code in (403, 404)
    assert synthesis.texts.count() == 1


def test_a_visitor_is_asked_to_sign_in(client, synthesis):
    assert "/accounts/login/" in client.post(address(synthesis), WORDS)["Location"]
    assert synthesis.texts.count() == 1
