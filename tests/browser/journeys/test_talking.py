"""Members answer a question, start a topic, are answered, report; hosts and moderators act."""

import re

import pytest

from tests.browser.journeys.people import Person, wording

TITLE = {"en": "Mapping that builds trust", "fr": "Une cartographie qui inspire confiance"}
DISCUSSION = "e-discussions/mapping-trust/"
PUBLISHED = "Your text is published."


def test_a_member_signs_in_and_answers_the_question_of_the_week(reader, room, way):
    """From the front page; a stranger reads the answer at once, though pages are kept for them."""
    login = "member-b" if way.name == "plain" else "member-a"
    text = f"Our school bus drivers know every family abroad ({way.name})."
    writing = reader(login, **way.how)
    writing.go("")
    writing.follow(wording(TITLE[way.language]))
    writing.follow(writing.beginning("Answer question %(number)s"))
    writing.follow("Sign in")
    writing.sign_in()
    writing.write("Text", text)
    writing.press("Preview")
    writing.sees(text)
    writing.publish("Publish answer")
    writing.is_told(PUBLISHED)

    stranger = reader(**way.how)
    stranger.page.goto(writing.page.url)
    stranger.sees(text)


def test_a_member_starts_a_topic_and_is_answered(member, room, way):
    """The answer is told to who asked, among their notices."""
    subject = f"Who has mapped a village of two hundred ({way.name})?"
    asking, answering = (member(name, **way.how) for name in (f"asks-{way.name}", "member-b"))
    asking.go("forum/")
    asking.follow(wording(room))
    asking.follow("Start a topic")
    asking.write("Title", subject)
    asking.write("Your text", "We know everybody by name. Is a list still of use?")
    asking.publish("Publish topic")
    asking.is_told(PUBLISHED)

    answer = "It is: ours told us who is never asked."
    answering.go("forum/")
    answering.follow(wording(room))
    answering.follow(wording(subject))
    answering.write("Text", answer)
    answering.publish("Publish answer")
    answering.is_told(PUBLISHED)

    asking.go("me/notifications/")
    asking.follow(wording(subject))
    asking.sees(answer)


def test_a_moderator_handles_a_report(member, reader, way):
    """Reported, hidden, and both are told; others do not see the post any more."""
    note = f"It sells something ({way.name})."
    reporting = member("member-b", **way.how)
    thread = _thread_of_first_question(reporting)
    post = reporting.main.locator("article.post").nth(2)
    said = post.locator(".post__body").inner_text().strip()
    reporting.open(post.locator("summary"))
    reporting.follow("Report to a moderator", inside=post)
    reporting.choose("Advertising or spam")
    reporting.write("What a moderator should know", note)
    reporting.press("Send report")

    moderator = member("moderator", **way.how)
    moderator.go("forum/moderation/")
    row = moderator.main.locator(".result-row", has_text=note)
    moderator.follow("Look and decide", inside=row)
    moderator.sees(said)
    moderator.choose("Yes: hide the post")
    moderator.write("What you tell the author", "Advertising has no place here.")
    moderator.press("Decide")
    moderator.is_told("Decided. Those who reported it are told.")

    stranger = reader(**way.how)
    stranger.page.goto(thread)
    stranger.sees_nothing_of(said)
    reporting.go("me/notifications/")
    reporting.sees(reporting.beginning("You were right: we acted on your report about “%(topic)s”"))


def test_a_host_posts_a_message_and_publishes_a_synthesis(member, reader, way):
    """Both are drafts first; the synthesis quotes what somebody said. Week 1 gets corrections."""
    week = 2 if way.name == "script" else 1
    subject, title = f"A word on week {week} ({way.name})", f"What week {week} says ({way.name})"
    host = member("host", **way.how)
    host.go(f"{DISCUSSION}q/3/")
    post = host.main.locator("article.post").first
    number = post.get_attribute("id").removeprefix("post-")
    said = post.locator(".post__body p").first.inner_text()
    host.go(DISCUSSION)
    host.follow("Hosts’ desk")
    host.follow("Write a message")
    host.write("Title", subject)
    host.write("Text", "Thank you. Bring **one** example each.")
    host.press("Keep as a draft")
    host.sees(subject)
    host.press("Publish and send it")
    host.sees(subject)

    host.go(f"{DISCUSSION}host/")
    host.follow("Write a synthesis")
    host.write("Week", str(week))
    host.write("Title", title)
    host.write("Text", "- Drivers, teachers and nurses are asked too late.")
    host.press("Keep as a draft")
    host.follow("Quote a contribution")
    host.write("Number of the contribution", number)
    host.write("Its words", said)
    host.press("Quote it")
    host.sees(said)
    host.press("Publish and send it")
    host.sees(title)

    stranger = reader(**way.how)
    stranger.go(f"{DISCUSSION}messages/")
    stranger.sees(subject)
    stranger.go(f"{DISCUSSION}synthesis/{week}/")
    stranger.sees(title)
    stranger.sees(said)


@pytest.mark.parametrize("way", ["script", "plain"], indirect=True)
def test_what_is_written_among_members_is_found_by_them_and_by_nobody_else(
    member, reader, inner_room, way
):
    """By the search, as soon as it is published."""
    writing = member(f"inner-{way.name}", **way.how)
    subject, words = f"Of {way.name}wort", f"Who grows {way.name}wort in a kitchen?"
    writing.go("forum/")
    writing.follow(wording(inner_room))
    writing.follow("Start a topic")
    writing.write("Title", subject)
    writing.write("Your text", words)
    writing.publish("Publish topic")
    writing.is_told(PUBLISHED)

    for person, may in ((member("member-a", **way.how), True), (reader(**way.how), False)):
        person.go("search/")
        person.main.locator("[name=q]").fill(f"{way.name}wort")
        person.main.locator("[name=q]").press("Enter")
        person.page.wait_for_url("**/search/?*q=*")
        if may:
            person.follow(wording(subject))
            person.sees(words)
        else:
            person.sees_nothing_of(subject)


def test_a_newcomer_and_a_moderator_need_no_pointer(reader, room):
    """A11Y2: from the sign-in to a topic, held because they are new, and to its publication."""
    subject = "Does a consulate need an opening day?"
    newcomer, moderator = (reader(login, by_keyboard=True) for login in ("newcomer", "moderator"))
    newcomer.go("accounts/login/?next=/en/forum/")
    newcomer.sign_in()
    newcomer.follow(wording(room))
    newcomer.follow("Start a topic")
    newcomer.write("Title", subject)
    newcomer.write("Your text", "Ours never had one, and people ask.")
    newcomer.publish("Publish topic")
    newcomer.sees(re.compile("first three posts of a new member"))

    moderator.go("accounts/login/?next=/en/forum/moderation/")
    moderator.sign_in()
    moderator.press("Publish", inside=moderator.main.locator(".result-row", has_text=subject))
    moderator.is_told("The post is published.")
    stranger = reader()
    stranger.go("forum/")
    stranger.follow(wording(room))
    stranger.follow(wording(subject))


def _thread_of_first_question(person: Person) -> str:
    person.go(f"{DISCUSSION}q/1/")
    person.follow("The thread in the forum")
    return person.page.url
