"""Drafts of messages and syntheses: hosts see what they publish, and nobody's text is replaced."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from forum import services
from forum.errors import EditConflict, InvalidContent
from forum.models import HostMessage, Role, Synthesis, SynthesisExcerpt
from forum.services.bases import base_of
from tests.factories import discussions as given
from tests.factories import forum as make

pytestmark = pytest.mark.django_db
QUOTED = "We leave faith out of it."


@pytest.fixture
def discussion():
    return given.opened()


@pytest.fixture
def host(client, discussion):
    """The host, signed in."""
    host = given.host_of(discussion)
    client.force_login(host)
    return host


@pytest.fixture
def draft(discussion, host):
    """A synthesis of week 1 in two languages, with one quote."""
    draft = given.a_synthesis(discussion)
    given.a_synthesis(discussion, language="fr", title="Ce qui manque", body="La **foi** d'abord.")
    post = given.an_answer(discussion, body=QUOTED)
    services.add_excerpt(host=host, synthesis=draft, post=post, quote=QUOTED)
    return draft


@pytest.fixture
def message(discussion, host):
    return services.draft_host_message(
        host=host,
        discussion=discussion,
        kind="steer",
        language="en",
        subject="Week 2",
        body="Bring **one** thing.",
    )


def at(discussion, below):
    return f"{discussion.pages.order_by('pk').first().url}host/{below}"


def words(**kwargs):
    return {"language": "en", "subject": "Week 1", "body": "Faith comes first, and last."} | kwargs


# --- Seen -------------------------------------------------------------------------------------
def test_a_draft_is_read_as_it_will_be_in_each_language_with_its_quotes(client, discussion, draft):
    page = client.get(at(discussion, f"draft-synthesis/{draft.pk}/")).content.decode()
    assert "<strong>foi</strong>" in page
    for text in ("What people leave out", "Ce qui manque", QUOTED):
        assert text in page
    soup = BeautifulSoup(page, "html.parser")
    forms = {form["action"].rpartition("/host/")[2] for form in soup.select("main form")}
    quote = draft.excerpts.get()
    assert forms == {f"remove-quote/{quote.pk}/", f"publish-synthesis/{draft.pk}/"}
    links = {a["href"].rpartition("/host/")[2] for a in soup.select("main a[href]")}
    assert {
        f"synthesis/{draft.pk}/",
        f"synthesis/{draft.pk}/?in=fr",
        f"excerpt/{draft.pk}/",
        f"discard-synthesis/{draft.pk}/",
    } <= links


@pytest.mark.parametrize("act", ["publish", "discard"])
def test_whoever_publishes_or_throws_away_sees_what(client, discussion, draft, message, act):
    page = client.get(at(discussion, f"{act}-message/{message.pk}/")).content.decode()
    assert "Bring <strong>one</strong> thing." in page
    page = client.get(at(discussion, f"{act}-synthesis/{draft.pk}/")).content.decode()
    assert "Faith comes first." in page
    assert QUOTED in page


def test_a_part_is_taken_back_from_somebody_with_a_name(client, discussion, host):
    expert = make.person("Petra Beispiel")
    services.add_role(host=host, discussion=discussion, user=expert, role=Role.EXPERT)
    role = discussion.roles(manager="with_invited").get(user=expert)
    page = client.get(at(discussion, f"remove-role/{role.pk}/")).content.decode()
    assert "Petra Beispiel" in page


@pytest.mark.parametrize(
    "act",
    [
        "draft-message",
        "draft-synthesis",
        "publish-message",
        "publish-synthesis",
        "discard-message",
        "discard-synthesis",
        "remove-quote",
        "remove-role",
        "excerpt",
        "assign",
    ],
)
def test_what_is_not_there_is_404(client, discussion, host, act):
    other = given.opened(title="Another one")
    elsewhere = given.a_synthesis(other).pk
    for below in (f"{act}/99999/", f"{act}/"):
        assert client.get(at(discussion, below)).status_code == 404
    if act.endswith("synthesis"):
        assert client.get(at(discussion, f"{act}/{elsewhere}/")).status_code == 404


@pytest.mark.parametrize("act", ["message", "synthesis", "translate-synthesis", "plan", "nudge"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_number_of_nothing_is_404_whether_looked_at_or_sent(
    client, discussion, host, act, method
):
    address = at(discussion, f"{act}/99999/")
    assert getattr(client, method)(address).status_code == 404


@pytest.mark.parametrize("act", ["plan", "role", "open", "close", "extend", "behalf", "nudge"])
def test_an_act_that_is_about_nothing_in_particular_takes_no_number(client, discussion, host, act):
    assert client.get(at(discussion, f"{act}/{discussion.pk}/")).status_code == 404
    before = discussion.state
    assert client.post(at(discussion, f"{act}/{discussion.pk}/")).status_code == 404
    discussion.refresh_from_db()
    assert discussion.state == before


@pytest.mark.parametrize("act", ["publish-message", "discard-message", "publish-synthesis"])
def test_nothing_is_published_that_is_not_there(client, discussion, host, act):
    assert client.post(at(discussion, f"{act}/99999/")).status_code == 404


def test_drafts_are_for_hosts(client, discussion, draft):
    client.force_login(make.person())
    assert client.get(at(discussion, f"draft-synthesis/{draft.pk}/")).status_code == 404


# --- Done -------------------------------------------------------------------------------------
def test_a_quote_is_taken_out_and_a_draft_thrown_away(client, discussion, draft):
    quote = draft.excerpts.get()
    answer = client.post(at(discussion, f"remove-quote/{quote.pk}/"), follow=True)
    assert answer.redirect_chain[-1][0].endswith(f"/host/draft-synthesis/{draft.pk}/")
    assert "The quote is taken out." in answer.content.decode()
    assert not SynthesisExcerpt.objects.exists()
    answer = client.post(at(discussion, f"discard-synthesis/{draft.pk}/"), follow=True)
    assert "The draft is thrown away." in answer.content.decode()
    assert not Synthesis.objects.exists()


@pytest.mark.parametrize("name", ["message", "synthesis"])
def test_what_was_written_for_a_draft_that_was_thrown_away_is_shown(
    client, discussion, draft, message, name
):
    """Two write at one draft: what one throws away takes nobody's text with it."""
    one = {"message": message, "synthesis": draft}[name]
    throw_away = client.post(at(discussion, f"discard-{name}/{one.pk}/"))
    assert throw_away.status_code == 303
    sent = words(kind="steer", body="Twenty thousand letters.", method_note="Read twice.")
    answer = client.post(at(discussion, f"{name}/{one.pk}/"), sent)
    assert answer.status_code == 404
    assert "Twenty thousand letters." in answer.text
    assert "on another device" not in answer.text
    assert not HostMessage.objects.filter(texts__body__contains="thousand").exists()


@pytest.mark.parametrize(("part", "status"), [(None, 404), (Role.NOTE_TAKER, 403)])
def test_what_was_written_by_who_hosts_no_more_is_shown(client, discussion, part, status):
    cohost, admin = make.person(), make.an_admin()
    parts = {"host": admin, "discussion": discussion, "user": cohost}
    services.add_role(**parts, role=Role.COHOST, language="fr")
    client.force_login(cohost)
    assert client.get(at(discussion, "message/")).status_code == 200
    services.remove_role(**parts, role=Role.COHOST)
    if part is not None:
        services.add_role(**parts, role=part)
    sent = words(kind="steer", body="Twenty thousand letters.")
    answer = client.post(at(discussion, "message/"), sent)
    assert (answer.status_code, "Twenty thousand letters." in answer.text) == (status, True)
    assert not discussion.messages.filter(kind="steer").exists()


def test_a_published_synthesis_is_not_thrown_away(client, discussion, draft, host):
    services.publish_synthesis(host=host, synthesis=draft)
    assert client.post(at(discussion, f"discard-synthesis/{draft.pk}/")).status_code == 404
    assert Synthesis.objects.exists()


def test_what_was_saved_and_published_is_said(client, discussion, host):
    saved = client.post(at(discussion, "message/"), words(kind="steer"), follow=True)
    assert "The draft is saved." in saved.content.decode()
    pk = HostMessage.objects.get(state="draft").pk
    sent = client.post(at(discussion, f"publish-message/{pk}/"), follow=True)
    assert "The message is published and sent." in sent.content.decode()


def test_a_text_is_looked_at_before_it_is_kept(client, discussion, host):
    sent = words(kind="steer", body="Bring *two*.", preview="1")
    page = client.post(at(discussion, "message/"), sent)
    assert "<em>two</em>" in page.content.decode()
    assert not HostMessage.objects.filter(state="draft").exists()


# --- Two at one draft -------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["message", "synthesis"])
def test_a_second_save_replaces_no_text_without_a_word(client, discussion, draft, message, name):
    one = message if name == "message" else draft
    address = at(discussion, f"{name}/{one.pk}/")
    form = client.get(address).context["form"]
    begun = {"base": form.initial["base"], "kind": "steer"}
    assert client.post(address, words(**begun)).status_code == 303
    late = words(**begun, body="My own account of it.")
    refused = client.post(address, late)
    assert refused.status_code == 409
    page = refused.content.decode()
    assert "My own account of it." in page
    assert "Faith comes first, and last." in page
    assert (
        client.post(address, late | {"base": refused.context["form"]["base"].value()}).status_code
        == 303
    )
    assert one.texts.get(language="en").body == "My own account of it."


def test_a_note_on_the_method_is_replaced_by_nobody_who_has_not_touched_it(
    client, discussion, draft
):
    """It is one for all languages: whoever writes in another one has it in the form too."""
    address = at(discussion, f"synthesis/{draft.pk}/")

    def begun(language):
        initial = client.get(f"{address}?in={language}").context["form"].initial
        return {name: initial[name] for name in ("base", "note_base", "method_note", "language")}

    french, english = begun("fr"), begun("en")
    note = {"method_note": "From twelve answers."}
    assert client.post(address, words(**english | note)).status_code == 303
    assert client.post(address, words(**french, body="La foi, enfin.")).status_code == 303
    draft.refresh_from_db()
    assert draft.method_note == "From twelve answers."

    other = words(**begun("en") | french | {"method_note": "From nine answers."})
    other |= {"base": begun("fr")["base"]}
    refused = client.post(address, other)
    assert refused.status_code == 409
    assert "From nine answers." in refused.text
    assert "From twelve answers." in refused.text
    again = other | {"note_base": refused.context["form"]["note_base"].value()}
    assert client.post(address, again).status_code == 303
    draft.refresh_from_db()
    assert draft.method_note == "From nine answers."


def test_another_language_that_is_there_already_is_not_replaced(client, discussion, draft):
    address = at(discussion, f"synthesis/{draft.pk}/")
    form = client.get(address).context["form"]
    sent = words(base=form.initial["base"], language="fr", body="Autre chose.")
    assert client.post(address, sent).status_code == 409
    assert draft.texts.get(language="fr").body == "La **foi** d'abord."


def test_a_draft_of_the_week_is_not_replaced_by_a_new_one(client, discussion, draft):
    assert client.post(at(discussion, "synthesis/"), words(week="1", base="")).status_code == 409
    assert draft.texts.get(language="en").body == "Faith comes first."


def test_the_same_words_once_more_are_no_conflict(discussion, draft):
    text = draft.texts.get(language="en")
    before = base_of(text)
    given.a_synthesis(discussion, body="Changed.", base=before)
    given.a_synthesis(discussion, body="Changed.", base=before)
    with pytest.raises(EditConflict):
        given.a_synthesis(discussion, body="Changed otherwise.", base=before)


def test_the_week_of_a_draft_is_settled(client, discussion, draft):
    """In another week it would be another draft, and the first one stayed for ever."""
    address = at(discussion, f"synthesis/{draft.pk}/")
    form = client.get(address).context["form"]
    assert "week" not in form.fields
    assert client.post(address, words(base=form.initial["base"], week="2")).status_code == 303
    assert [one.week for one in Synthesis.objects.all()] == [1]


def test_the_form_begins_with_the_text_in_the_language_that_is_meant(client, discussion, draft):
    form = client.get(at(discussion, f"synthesis/{draft.pk}/?in=fr")).context["form"]
    assert form.initial["subject"] == "Ce qui manque"


# --- How long ---------------------------------------------------------------------------------
@pytest.mark.parametrize(("days", "is_taken"), [(90, True), (91, False)])
def test_an_extension_is_ninety_days_at_most(discussion, host, days, is_taken):
    """Nobody can shorten it again."""
    closes_at = discussion.closes_at + timedelta(days=days)
    wanted = {"host": host, "discussion": discussion, "note": "Many asked.", "language": "en"}
    if is_taken:
        assert services.extend_discussion(closes_at=closes_at, **wanted).closes_at == closes_at
    else:
        with pytest.raises(InvalidContent) as refusal:
            services.extend_discussion(closes_at=closes_at, **wanted)
        assert refusal.value.field == "closes_at"


# --- The front --------------------------------------------------------------------------------
def test_the_words_that_open_a_question_are_no_new_answer(client, discussion):
    client.force_login(make.person())
    page = discussion.pages.order_by("pk").first()
    assert "new for you" not in client.get(page.url).content.decode()
    given.an_answer(discussion)
    assert "1 new for you" in client.get(page.url).content.decode()


def test_a_visitor_reads_that_a_discussion_is_among_members_and_signs_in(client):
    discussion = given.opened(audience="members")
    page = discussion.pages.order_by("pk").first()
    html = client.get(page.url).content.decode()
    assert "This discussion is among members" in html
    assert "/accounts/login/?next=" in html
    assert "Open a question and write" not in html
    client.force_login(make.person())
    assert "This discussion is among members" not in client.get(page.url).content.decode()
