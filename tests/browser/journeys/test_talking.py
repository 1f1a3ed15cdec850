"""Members answer a question, start a topic, are answered, report; hosts and moderators act."""

import re

from tests.browser.conftest import PASSWORD
from tests.browser.journeys.people import Person, wording
from tests.browser.keyboard import tab_to

TITLE = "Mapping that builds trust"
DISCUSSION = "e-discussions/mapping-trust/"
PUBLISHED = "Your text is published."


def test_a_member_signs_in_and_answers_the_question_of_the_week(reader, member, room, with_script):
    """From the front page; another member reads the answer at once (strangers get kept pages)."""
    login = "member-a" if with_script else "member-b"
    text = f"Our school bus drivers know every family abroad, {login} wrote."
    writing = reader(login, with_script=with_script)
    writing.go("")
    writing.follow(wording(TITLE))
    writing.follow(re.compile("Answer question"))
    writing.follow("Sign in")
    writing.sign_in()
    writing.write("Text", text)
    writing.press("Preview")
    writing.sees(text)
    writing.take_time()
    writing.press("Publish answer")
    writing.is_told(PUBLISHED)

    another = member("facilitator", with_script=with_script)
    another.page.goto(writing.page.url)
    another.sees(text)


def test_a_member_starts_a_topic_and_is_answered(member, room, with_script):
    """The answer is told to who asked, among their notices."""
    names = ("member-a", "member-b") if with_script else ("member-b", "member-a")
    subject = f"Who has mapped a village of {'twenty' if with_script else 'two hundred'}?"
    asking, answering = (member(name, with_script=with_script) for name in names)
    asking.go("forum/")
    asking.follow(wording(room))
    asking.follow("Start a topic")
    asking.write("Title", subject)
    asking.write("Your text", "We know everybody by name. Is a list still of use?")
    asking.take_time()
    asking.press("Publish topic")
    asking.is_told(PUBLISHED)

    answer = "It is: ours told us who is never asked."
    answering.go("forum/")
    answering.follow(wording(room))
    answering.follow(wording(subject))
    answering.write("Text", answer)
    answering.take_time()
    answering.press("Publish answer")
    answering.is_told(PUBLISHED)

    asking.go("me/notifications/")
    asking.follow(wording(subject))
    asking.sees(answer)


def test_a_moderator_handles_a_report(member, reader, with_script):
    """Reported, hidden, and both are told; others do not see the post any more."""
    note = f"It sells something, {'look' if with_script else 'please look'}."
    reporting = member("member-b", with_script=with_script)
    thread = _thread_of_first_question(reporting)
    post = reporting.main.locator("article.post").nth(2)
    said = post.locator(".post__body").inner_text().strip()
    post.locator("summary").click()
    reporting.follow("Report to a moderator", inside=post)
    reporting.field("Advertising or spam").check()
    reporting.write("What a moderator should know", note)
    reporting.press("Send report")

    moderator = member("moderator", with_script=with_script)
    moderator.go("forum/moderation/")
    row = moderator.main.locator(".result-row", has_text=note)
    moderator.follow("Look and decide", inside=row)
    moderator.sees(said)
    moderator.field("Yes: hide the post").check()
    moderator.write("What you tell the author", "Advertising has no place here.")
    moderator.press("Decide")
    moderator.is_told("Decided. Those who reported it are told.")

    stranger = reader(with_script=with_script)
    stranger.page.goto(thread)
    stranger.sees_nothing_of(said)
    reporting.go("me/notifications/")
    reporting.sees(re.compile("You were right"))


def test_a_host_posts_a_message_and_publishes_a_synthesis(member, reader, with_script):
    """Both are drafts first; the synthesis quotes what somebody said. Week 1 gets a correction."""
    week = 2 if with_script else 1
    subject, title = f"A word on week {week}", f"What week {week} told us"
    host = member("host", with_script=with_script)
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

    stranger = reader(with_script=with_script)
    stranger.go(f"{DISCUSSION}messages/")
    stranger.sees(subject)
    stranger.go(f"{DISCUSSION}synthesis/{week}/")
    stranger.sees(title)
    stranger.sees(said)


def test_a_newcomer_and_a_moderator_need_no_pointer(reader, room):
    """A11Y2: from the sign-in to a topic, held because they are new, and to its publication."""
    subject = "Does a consulate need an opening day?"
    newcomer, moderator = reader("newcomer"), reader("moderator")
    _signs_in_by_keyboard(newcomer, "forum/")
    _goes_by_keyboard(newcomer, newcomer.main.get_by_role("link", name=room))
    _goes_by_keyboard(newcomer, newcomer.main.get_by_role("link", name="Start a topic"))
    _types(newcomer, newcomer.field("Title"), subject)
    _types(newcomer, newcomer.field("Your text"), "Ours never had one, and people ask.")
    newcomer.take_time()
    _goes_by_keyboard(newcomer, newcomer.main.get_by_role("button", name="Publish topic"))
    newcomer.sees(re.compile("first three posts of a new member"))

    _signs_in_by_keyboard(moderator, "forum/moderation/")
    row = moderator.main.locator(".result-row", has_text=subject)
    _goes_by_keyboard(moderator, row.get_by_role("button", name="Publish"))
    moderator.is_told("The post is published.")
    stranger = reader()
    stranger.go("forum/")
    stranger.follow(wording(room))
    stranger.follow(wording(subject))


def _thread_of_first_question(person: Person) -> str:
    person.go(f"{DISCUSSION}q/1/")
    person.follow("The thread in the forum")
    return person.page.url


# --- By keyboard --------------------------------------------------------------------------------
def _types(person: Person, field, text: str) -> None:
    tab_to(person.page, field)
    person.page.keyboard.type(text)


def _goes_by_keyboard(person: Person, target) -> None:
    """Tab to a link or button, and press it. It is seen that it has the focus."""
    tab_to(person.page, target)
    seen = "(one) => parseFloat(getComputedStyle(one).outlineWidth) >= 2"
    assert target.evaluate(seen), "no outline"
    with person.page.expect_navigation():
        person.page.keyboard.press("Enter")
    person.page.wait_for_load_state("load")


def _signs_in_by_keyboard(person: Person, then: str) -> None:
    person.go(f"accounts/login/?next=/en/{then}")
    _types(person, person.page.locator("[name=login]"), f"{person.login}@demo.example")
    _types(person, person.page.locator("[name=password]"), PASSWORD)
    with person.page.expect_navigation():
        person.page.keyboard.press("Enter")
    person.page.wait_for_load_state("load")
