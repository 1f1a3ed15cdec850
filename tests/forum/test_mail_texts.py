"""What mails carry of a text can be read there: names, whole addresses, no marks (§8)."""

import pytest
from django.core import mail

from common.indexing import documents_of
from forum import services
from forum.mail_text import post_in_mail, rendered_in_mail
from forum.rendering import quote_of, render
from members.models import MemberProfile
from notifications.sending import deliver_due
from tests.digests import digest_of
from tests.factories import discussions as given
from tests.factories import forum as make

pytestmark = pytest.mark.django_db

TYPED = """A **plain** word, see [the page](/en/themes/) and https://example.org/x.

- one
  - inner
1. first

> > Somebody said."""

READ = """A plain word, see the page <https://m4d.example/en/themes/> and https://example.org/x.

- one
  - inner

1. first

>> Somebody said."""


@pytest.fixture(autouse=True)
def address_of_the_site(settings):
    settings.SITE_URL = "https://m4d.example"


def parts(sent):
    return sent.body, str(sent.alternatives[0].content)


@pytest.fixture
def quoting(topic, author, reader, django_capture_on_commit_callbacks):
    """The mail to `reader` about an answer of `author` that quotes them."""
    first = make.a_reply(topic, reader, body="Four *per cent* here.")
    mail.outbox.clear()
    body = quote_of(first.pk, first.content.raw) + "With us it is **six**, see [this](/en/help/)."
    with django_capture_on_commit_callbacks(execute=True):
        make.a_reply(topic, author, body=body, reply_to=first)
    deliver_due()
    (sent,) = [one for one in mail.outbox if one.to == [reader.email]]
    return first, sent


def test_a_quote_says_whose_it_is_and_where_it_stands(quoting):
    first, sent = quoting
    text, html = parts(sent)
    where = f"https://m4d.example/en/forum/p/{first.pk}/"
    assert f"> Ravi Contoh wrote: <{where}>\n>\n> Four per cent here.\n\nWith us it is six" in text
    assert f'<a href="{where}">Ravi Contoh wrote:</a>' in html


def test_no_mark_of_ours_and_no_relative_address_is_left(quoting):
    text, html = parts(quoting[1])
    for mark in ("[post:", "**", ">#", 'href="/'):
        assert mark not in text + html
    assert "this <https://m4d.example/en/help/>" in text
    assert 'href="https://m4d.example/en/help/"' in html


def test_a_quote_of_a_post_the_reader_does_not_see_says_nothing(topic, author, reader, moderator):
    quoted = make.a_reply(topic, make.person())
    body = quote_of(quoted.pk, "Four.") + "I agree."
    answer = make.a_reply(topic, author, body=body)
    services.hide_post(moderator=moderator, post=quoted, reason="Off topic")
    assert post_in_mail(answer, reader).text == "> Four.\n\nI agree."


def test_a_quote_names_its_author_as_they_are_called_now(topic, author, reader):
    first = topic.first_post
    answer = make.a_reply(topic, reader, body=quote_of(first.pk, first.content.raw) + "Six.")
    MemberProfile.objects.filter(user=author).update(display_name="Amina Nouveau")
    assert post_in_mail(answer, reader).text.startswith("> Amina Nouveau wrote:")


def test_a_digest_begins_with_the_authors_own_words(topic, author, reader):
    first = make.a_reply(topic, reader)
    make.a_reply(topic, author, body=quote_of(first.pk, "Long ago.") + "**Six** here.")
    told = digest_of(reader)
    assert "Six here." in told
    assert "Long ago" not in told


def test_messages_of_hosts_are_mailed_with_whole_addresses():
    reader = make.person("Ravi Contoh")
    discussion = given.opened()
    services.subscribe(member=reader, target=discussion.forum, level="watching")
    given.say(discussion, body=TYPED)
    deliver_due()
    sent = [one for one in mail.outbox if one.to == [reader.email]][-1]
    assert READ in sent.body
    assert 'href="https://m4d.example/en/themes/"' in sent.alternatives[0].content


def test_lists_links_and_quotes_are_told_apart_without_html():
    assert rendered_in_mail(render(TYPED)).text == READ
    assert rendered_in_mail("").text == ""


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("```\na  b\n  c\n```\nend", "a  b\n  c\n\nend"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a | b\n1 | 2"),
        ("- one\n\n  more\n\n- two", "- one\nmore\n- two"),
        ("3. three\n4. four", "3. three\n4. four"),
        ("<me@example.org>", "me@example.org"),
        ("- \n\nafter", "after"),
        ("one\ntwo", "one\ntwo"),
    ],
)
def test_each_form_of_a_text_is_read_in_a_mail(typed, read):
    assert rendered_in_mail(render(typed)).text == read


def test_no_text_without_html_shows_the_mark_of_a_quote(client, reader, author):
    """Text pages name who is quoted; feeds, digests and the search have no one reader."""
    discussion = given.opened()
    services.subscribe(member=reader, target=discussion.forum, level="watching")
    first = given.an_answer(discussion, author, body="Four per cent.")
    answer = given.an_answer(discussion, body=quote_of(first.pk, "Four per cent.") + "Six.")
    client.force_login(reader)
    url = discussion.pages.get().url
    assert "Amina Voorbeeld wrote:" in client.get(f"{url}text/").content.decode()
    texts = [client.get(f"{url}{below}").content.decode() for below in ("text/", "feed.atom")]
    texts += [digest_of(reader)]
    texts += [one.body for one in documents_of([f"post:{answer.pk}"]).values()]
    assert len(texts) == 4
    assert not [text for text in texts if f"#{first.pk}" in text.replace(f"#post-{first.pk}", "")]
